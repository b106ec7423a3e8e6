import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

test('builds in a tag go by the nearest arches and extra settings, and a blocked one ends there', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createTag('base', { arches: 'x86_64 s390x', extra: { 'mock.new_chroot': 1, keep: [1.5, 'a'], gone: true } });
  await admin.createTag('middle', { parent: 'base', arches: 'aarch64' });
  await admin.createTag('leaf', { parent: 'middle' });
  await admin.editTag2('middle', { block_extra: ['gone'], extra: { 'mock.new_chroot': 0 } });
  expect((await admin.getBuildConfig('leaf')).arches, 'no arches is a word too').toBe('');
  await admin.editTag2('leaf', { arches: null });
  expect(await admin.getBuildConfig('leaf')).toMatchObject({
    arches: 'aarch64',
    extra: { 'mock.new_chroot': 0, keep: [1.5, 'a'] },
    config_inheritance: {
      arches: { name: 'middle' },
      extra: { 'mock.new_chroot': { name: 'middle' }, keep: { name: 'base' }, gone: { name: 'middle' } },
    },
  });
  expect(await admin.getTag('middle', { blocked: true })).toMatchObject({
    extra: { gone: [true, null], 'mock.new_chroot': [false, 0] },
  });
});

test('a deleted tag can be seen as it was, and its name used again under its id', async () => {
  const admin = await hub.as('kojiadmin');
  const id = await admin.createTag('passing', { arches: 'riscv64', locked: true });
  await admin.deleteTag('passing');
  expect(await admin.getTag('passing')).toBeNull();
  const past = await admin.getTag('passing', { event: 'auto' });
  expect(past).toMatchObject({ id, arches: 'riscv64', locked: true });
  expect(past?.query_event).toBe((past?.revoke_event ?? 0) - 1);
  expect(await admin.tagLastChangeEvent('passing')).toBe(past?.revoke_event);
  expect(await admin.createTag('passing')).toBe(id);
  expect(await admin.getTag('passing', { event: 'auto' })).not.toHaveProperty('revoke_event');
});

test('only those who may change tags can reserve the name of one', async () => {
  const alice = await hub.as('alice');
  await expect(hub.anonymous.hub.getTagID('reserved', { create: true })).rejects.toMatchObject({ faultCode: 1004 });
  await expect(alice.getTagID('reserved', { create: true })).rejects.toMatchObject({ faultCode: 1004 });
  expect(await alice.getTagID('reserved')).toBeNull();
});

test('names that would lead out of the tree are no tag names', async () => {
  const admin = await hub.as('kojiadmin');
  for (const name of ['..', 'a/b', '', 'with space'])
    await expect(admin.createTag(name), name).rejects.toMatchObject({ faultCode: 1000 });
});

test('an edit says every word it needs, and an empty name is none', async () => {
  const admin = await hub.as('kojiadmin');
  const id = await admin.createTag('worded', { arches: 'x86_64' });
  await admin.editTag2('worded', { name: '' });
  const refused: readonly [string, number, () => Promise<unknown>][] = [
    ['a lock that is neither on nor off', 1019, () => admin.editTag2('worded', { locked: null })],
    ['the older edit without extra settings', 1019, () => admin.editTag('worded', 'renamed', 'x86_64', true, null)],
    ['a name that is no text', 1000, () => admin.editTag('worded', 5 as never, 'x86_64', true, null, { extra: {} })],
    [
      'the link to a parent that is not there',
      1000,
      () => admin.setInheritanceData('worded', [{ parent_id: 99999, 'delete link': true }]),
    ],
    ['strict for a name that is to be made', 1000, () => admin.getTagID('reserved', { strict: true, create: true })],
    ['a number to be made', 1000, () => admin.getTagID(99999, { create: true })],
  ];
  for (const [why, faultCode, call] of refused) await expect(call(), why).rejects.toMatchObject({ faultCode });
  expect(await admin.getTag(id)).toMatchObject({ name: 'worded', locked: false });
});

test('of what inherits with one priority the older link comes first', async () => {
  const admin = await hub.as('kojiadmin');
  const parent = await admin.createTag('heirless');
  for (const name of ['heir1', 'heir2', 'heir3']) await admin.createTag(name, { parent });
  const heirs = async (event: number | null = null) =>
    (await admin.getFullInheritance(parent, { event, reverse: true })).map(({ name }) => name);
  expect(await heirs()).toEqual(['heir1', 'heir2', 'heir3']);
  const [link] = await admin.getInheritanceData('heir1');
  await admin.setInheritanceData('heir1', [{ ...link, maxdepth: 5 }]);
  expect(await heirs()).toEqual(['heir2', 'heir3', 'heir1']);
});

test('the priority of a link may come as text, as koji add-tag-inheritance sends it', async () => {
  const admin = await hub.as('kojiadmin');
  const [child, parent_id] = [await admin.createTag('textual'), await admin.createTag('textual-parent')];
  const link = { parent_id, intransitive: false, noconfig: false, pkg_filter: '' };
  await admin.setInheritanceData(child, [{ ...link, priority: '10', maxdepth: 3 }]);
  expect(await admin.getInheritanceData(child)).toMatchObject([{ priority: 10, maxdepth: 3 }]);
  for (const wrong of [
    { priority: 'high', maxdepth: 3 },
    { priority: 10, maxdepth: '3' },
  ])
    await expect(admin.setInheritanceData(child, [{ ...link, ...wrong }])).rejects.toMatchObject({ faultCode: 1019 });
});
