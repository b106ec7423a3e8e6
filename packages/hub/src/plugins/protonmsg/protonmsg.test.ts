import { readFileSync } from 'node:fs';
import { parseIni } from '@koji/common/config/ini';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { encodeResponse } from '@koji/common/wire/encode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBuilder, importRpms, rpmFixture } from '../../testing/content.fixture.ts';
import { startHub, type TestHub } from '../../testing/hub.fixture.ts';
import { type BrokerKeys, createBrokerKeys, startBroker, type TestBroker } from './broker.fixture.ts';
import { Broker } from './broker.ts';
import { readProtonmsgSettings } from './settings.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let keys: BrokerKeys;
let port: number;
let hub: TestHub;

beforeAll(async () => {
  directory = await temporaryDirectory();
  keys = await createBrokerKeys(directory.path);
  // A port that nobody listens at yet, and one where nobody ever will.
  const [first, dead] = [await startBroker(keys), await startBroker(keys)];
  port = first.port;
  await first[Symbol.asyncDispose]();
  await dead[Symbol.asyncDispose]();
  const protonmsg = `
    [broker]
    urls = amqps://localhost:${dead.port} amqps://localhost:${port}
    cert = ${keys.client}
    cacert = ${keys.caFile}
    topic_prefix = koji
    connect_timeout = 5
    [message]
    ttl = 60
    extra_limit = 100
    [queue]
    batch_size = 3
  `.replaceAll(/^ +/gm, '');
  hub = await startHub({ settings: { Plugins: 'protonmsg' }, plugins: { protonmsg } });
});
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]();
  await directory?.[Symbol.asyncDispose]();
});

const queued = async () =>
  (await hub.database.sql('select address, props from proton_queue order by id')) as { address: string; props: object }[];
const emptied = () => expect.poll(queued, { timeout: 15_000 }).toEqual([]);

test('while the broker is away messages are kept in their order, those of undone calls are not, and then all are sent', async () => {
  const admin = await hub.as('kojiadmin');
  await importRpms(hub, 'foo-1.0-1.src.rpm');
  for (const tag of ['dist', 'locked']) await admin.createTag(tag);
  await admin.editTag2('locked', { locked: true });
  await admin.packageListAdd('dist', 'foo', { owner: 'kojiadmin' });
  const session = await hub.login('kojiadmin');
  const outcomes = await session.call('multiCall', [
    [
      { methodName: 'tagBuildBypass', params: ['dist', 'foo-1.0-1'] },
      { methodName: 'tagBuildBypass', params: ['dist', 'foo-1.0-1'] },
      { methodName: 'untagBuildBypass', params: ['dist', 'foo-1.0-1'] },
    ],
  ]);
  session.close();
  expect(outcomes).toMatchObject([[null], { faultCode: 1003 }, [null]]);
  const addresses = ['build.complete', 'import.rpm', 'package.add', 'build.tag', 'build.untag'];
  expect((await queued()).map(({ address }) => address)).toEqual(addresses);
  const count = (await queued()).length;

  await using broker = await startBroker(keys, port);
  const messages = await broker.receive(count);
  expect(messages.map(({ address }) => address.replace('topic://koji.', ''))).toEqual(addresses);
  const tagged = messages.find(({ address }) => address === 'topic://koji.build.tag');
  expect(tagged).toMatchObject({
    props: { type: 'Tag', tag: 'dist', name: 'foo', version: '1.0', release: '1', user: 'kojiadmin' },
    body: {
      tag: { name: 'dist', locked: false },
      build: { nvr: 'foo-1.0-1', extra: null },
      user: { name: 'kojiadmin' },
      force: false,
    },
    ttl: 60_000,
    from: 'koji-hub',
  });
  await emptied();
});

test('tasks, signatures, repositories and builds are told with what consumers filter by', async () => {
  await using broker = await startBroker(keys, port);
  const admin = await hub.as('kojiadmin');
  const builder = await aBuilder(hub);
  const id = await admin.makeTask('shutdown', ['bye'], { channel: 'default', arch: 'noarch' });
  await admin.assignTask(id, builder.name);
  await builder.hub.host.openTask(id);
  await builder.hub.host.closeTask(id, encodeResponse([7]));
  const messages = await broker.receive(4);
  expect(messages.map(({ address, props: { old, new: state } }) => [address, old, state])).toEqual([
    ['topic://koji.task.free', null, 'FREE'],
    ['topic://koji.task.assigned', 'FREE', 'ASSIGNED'],
    ['topic://koji.task.open', 'ASSIGNED', 'OPEN'],
    ['topic://koji.task.closed', 'OPEN', 'CLOSED'],
  ]);
  const host = await admin.getHost(builder.name);
  expect(messages[0]).toMatchObject({
    props: { type: 'TaskStateChange', id, parent: null, method: 'shutdown', attribute: 'state' },
    body: {
      attribute: 'state',
      old: null,
      new: 'FREE',
      info: { id, method: 'shutdown', request: expect.stringContaining('<?xml') },
    },
  });
  expect(messages[3]?.body).toMatchObject({
    info: { id, state: 2, host_id: host?.id, request: ['bye'], result: [7], completion_ts: expect.any(Number) },
  });

  const long = { note: 'x'.repeat(120) };
  await importRpms(hub, 'foo-1.0-1.x86_64.rpm');
  await admin.addRPMSig('foo-1.0-1.x86_64', readFileSync(rpmFixture('signed/foo-1.0-1.x86_64.sighdr')).toString('base64'));
  const build = await admin.createEmptyBuild('bar', '1', '1', null);
  await hub.database.sql(`update build set extra = '${JSON.stringify(long)}' where id = ${build}`);
  await admin.packageListAdd('dist', 'bar', { owner: 'kojiadmin' });
  await admin.tagBuildBypass('dist', build);
  const more = (await broker.receive(9)).slice(4);
  expect(more.map(({ address }) => address)).toEqual(
    ['import.rpm', 'sign.rpm', 'build.complete', 'package.add', 'build.tag'].map((each) => `topic://koji.${each}`),
  );
  expect(more[1]?.props).toEqual({
    ...{ type: 'RPMSign', sigkey: '8f931432', name: 'foo', version: '1.0', release: '1' },
    ...{ rpm_name: 'foo', rpm_version: '1.0', rpm_release: '1', rpm_arch: 'x86_64' },
  });
  expect(more[2]).toMatchObject({
    props: { type: 'BuildStateChange', name: 'bar', attribute: 'state', old: null, new: 'COMPLETE' },
    body: { attribute: 'state', old: null, new: 1, info: { id: build, nvr: 'bar-1-1' }, btypes: {} },
  });
  // Longer than extra_limit.
  expect(more[4]?.body).not.toHaveProperty('build.extra');
  expect(more[4]?.body).toHaveProperty('build.nvr');
  await emptied();
});

test('a message that the broker refuses stays and does not hold up the others', async () => {
  await using broker = await startBroker(keys, port);
  broker.refusing.add('topic://koji.package.block');
  const admin = await hub.as('kojiadmin');
  await admin.packageListBlock('dist', 'bar');
  await admin.packageListUnblock('dist', 'bar');
  await expect.poll(queued, { timeout: 15_000 }).toMatchObject([{ address: 'package.block', props: { action: 'block' } }]);
  expect(broker.received.map(({ props }) => props.action)).toEqual(['unblock']);
  await hub.database.sql('delete from proton_queue');
});

test('messages older than max_age are dropped', async () => {
  await hub.database.sql(
    `insert into proton_queue (created_ts, address, props, body) values (now() - interval '25 hours', 'old', '{}', '{}'), (now() - interval '23 hours', 'package.kept', '{}', '{}')`,
  );
  await using broker = await startBroker(keys, port);
  await using _another = await hub.openAnother();
  expect((await broker.receive(1)).map(({ address }) => address)).toEqual(['topic://koji.package.kept']);
  await emptied();
});

test('several hub processes send every message once, in order', async () => {
  await using broker: TestBroker = await startBroker(keys, port);
  await using _second = await hub.openAnother();
  await using _third = await hub.openAnother();
  const admin = await hub.as('kojiadmin');
  for (let round = 0; round < 10; round++) {
    await admin.packageListBlock('dist', 'bar');
    await admin.packageListUnblock('dist', 'bar');
  }
  await emptied();
  expect(broker.received.map(({ props }) => props.action)).toEqual(Array.from({ length: 10 }, () => ['block', 'unblock']).flat());
});

test('a connection that breaks loses none of the messages that were on their way', async () => {
  await using broker = await startBroker(keys, port);
  const admin = await hub.as('kojiadmin');
  await admin.packageListBlock('dist', 'bar');
  await broker.receive(1);
  broker.breakAfter = 2;
  const insert = (n: number) => `('package.test', '{"n": ${n}}', '{}')`;
  await hub.database.sql(`insert into proton_queue (address, props, body) values ${[1, 2, 3, 4, 5].map(insert).join(', ')}`);
  await hub.database.sql(`select pg_notify('koji_message', '')`);
  await emptied();
  const numbers = broker.received.slice(1).map(({ props }) => Number(props.n));
  expect([...new Set(numbers)]).toEqual([1, 2, 3, 4, 5]);
  expect(numbers.at(-1)).toBe(5);
});

test('a broker that another authority vouches for gets nothing', async () => {
  await using foreignKeys = await temporaryDirectory();
  const foreign = await createBrokerKeys(foreignKeys.path);
  await using broker = await startBroker(foreign, port);
  const file = `[broker]\nurls = amqps://localhost:${port}\ncert = ${keys.client}\ncacert = ${keys.caFile}\n`;
  const settings = readProtonmsgSettings(new Map([['protonmsg', parseIni(file, 'protonmsg.conf')]]));
  await expect(Broker.connect(`amqps://localhost:${broker.port}`, settings, new AbortController().signal)).rejects.toThrow(
    'certificate',
  );
});
