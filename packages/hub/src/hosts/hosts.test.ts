import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub, type TestSession } from '../testing/hub.fixture.ts';

let hub: TestHub;
let admin: TestSession['hub'];
beforeAll(async () => {
  hub = await startHub();
  admin = await hub.as('kojiadmin');
  await admin.addHost('builder1', ['x86_64', 'i686']);
  await admin.addChannel('images', { description: 'where images are made' });
});
afterAll(() => hub[Symbol.asyncDispose]());

const answers: readonly [string, () => Promise<unknown>, unknown][] = [
  ['an id of no host is in no channel', () => admin.listChannels({ hostID: 999 }), []],
  ['an event of long ago knows no host', () => admin.getHost('builder1', { event: 1 }), null],
  ['the arches of a host are its words', () => admin.listHosts({ arches: ['x86', 'i686 x86_64'] }), []],
  ['two words are looked for side by side', async () => (await admin.listHosts({ arches: 'x86_64 i686' })).length, 1],
  ['a change to what is there already is none', () => admin.editChannel('images', { name: 'images' }), false],
  ['nor is it one of a host', () => admin.editHost('builder1', { comment: null }), false],
  ['a description can change', () => admin.editChannel('images', { description: 'for images' }), true],
];
test.each(answers)('%s', async (_why, call, answer) => {
  expect(await call()).toEqual(answer);
});

test('enabling and disabling a host leave a version each, changes that are none leave nothing', async () => {
  const versions = async () => (await admin.queryHistory({ tables: ['host_config'], host: 'builder1' })).host_config as unknown[];
  const before = (await versions()).length;
  for (const change of ['enableHost', 'disableHost', 'disableHost', 'enableHost'] as const) await admin[change]('builder1');
  expect(await versions()).toHaveLength(before + 4);
  expect(await admin.editHost('builder1', { arches: 'x86_64 i686', capacity: 2 })).toBe(false);
  expect(await versions()).toHaveLength(before + 4);
});

const refusals: readonly [string, number, () => Promise<unknown>][] = [
  ['a name of no host', 1000, () => admin.listChannels({ hostID: 'nosuch' })],
  ['an event without a host', 1000, () => admin.listChannels({ event: 1 })],
  ['an event that is no number', 1000, () => admin.getHost('builder1', { event: 'x' as never })],
  ['hosts of no arch at all', 1000, () => admin.listHosts({ arches: [] })],
  ['hosts of several users', 1000, () => admin.listHosts({ userID: ['builder1'] })],
  ['the channel’s own name beside other changes', 1000, () => admin.editChannel('images', { name: 'images', comment: 'x' })],
  ['a description that is no text', 1019, () => admin.editChannel('images', { description: null })],
  ['a name that is no text', 1000, () => admin.editChannel('images', { name: 5 })],
  ['arches that are no text', 1019, () => admin.editHost('builder1', { arches: null })],
];
test.each(refusals)('%s is refused with fault %d', async (_why, faultCode, call) => {
  await expect(call()).rejects.toMatchObject({ faultCode });
});
