import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
let admin: Awaited<ReturnType<TestHub['as']>>;
beforeAll(async () => {
  hub = await startHub();
  admin = await hub.as('kojiadmin');
  for (const tag of ['f42', 'f42-build', 'f42-new']) await admin.createTag(tag);
});
afterAll(() => hub[Symbol.asyncDispose]());

test('a target can be seen as it was, and its name leads to the same target when it comes back', async () => {
  await admin.createBuildTarget('f42', 'f42-build', 'f42');
  const made = await admin.getBuildTarget('f42', { strict: true });
  expect(made).toEqual({
    id: made?.id,
    name: 'f42',
    build_tag: await admin.getTagID('f42-build'),
    build_tag_name: 'f42-build',
    dest_tag: await admin.getTagID('f42'),
    dest_tag_name: 'f42',
  });
  const event = (await admin.getLastEvent())?.id ?? 0;
  await admin.editBuildTarget('f42', 'f42', 'f42-build', 'f42-new');
  expect(await admin.getBuildTarget('f42')).toEqual({
    ...made,
    dest_tag: await admin.getTagID('f42-new'),
    dest_tag_name: 'f42-new',
  });
  expect(await admin.getBuildTarget('f42', { event })).toEqual(made);
  await admin.deleteBuildTarget('f42');
  expect(await admin.getBuildTarget('f42')).toBeNull();
  await admin.createBuildTarget('f42', 'f42-build', 'f42');
  expect(await admin.getBuildTarget('f42')).toEqual(made);
});

test('names and tags must be good: none taken, none invalid, tags that are there', async () => {
  await admin.createBuildTarget('one', 'f42-build', 'f42');
  await admin.createBuildTarget('two', 'f42-build', 'f42');
  const refused = [
    admin.createBuildTarget('one', 'f42-build', 'f42'),
    admin.editBuildTarget('two', 'one', 'f42-build', 'f42'),
    admin.createBuildTarget('with space', 'f42-build', 'f42'),
    admin.createBuildTarget('three', 'nosuch', 'f42'),
    admin.createBuildTarget('three', 'f42-build', 'nosuch'),
    admin.deleteBuildTarget('three'),
  ];
  for (const attempt of await Promise.allSettled(refused))
    expect(attempt).toMatchObject({ status: 'rejected', reason: { faultCode: 1000 } });
  await admin.editBuildTarget('two', 'renamed', 'f42-build', 'f42');
  expect(await admin.getBuildTargets({ destTagID: 'f42', queryOpts: { order: 'name', asList: true } })).toHaveLength(3);
  expect(await admin.getBuildTarget('two')).toBeNull();
});

test('targets are listed by their tags; a tag that never was has none', async () => {
  const names = async (filter: { buildTagID?: string; destTagID?: string; info?: string }) =>
    ((await admin.getBuildTargets(filter)) as { name: string }[]).map(({ name }) => name);
  await admin.createBuildTarget('listed', 'f42-new', 'f42-new');
  expect(await names({ buildTagID: 'f42-new' })).toEqual(['listed']);
  expect(await names({ destTagID: 'f42-new' })).toEqual(['listed']);
  expect(await names({ buildTagID: 'nosuch' })).toEqual([]);
  expect(await names({ info: 'listed' })).toEqual(['listed']);
  expect((await names({ info: '' })).length, 'an empty name stands for all').toBeGreaterThan(1);
});

test('the permission target is what changing them takes', async () => {
  const alice = await hub.as('alice');
  await admin.grantPermission('alice', 'tag');
  await expect(alice.createBuildTarget('mine', 'f42-build', 'f42')).rejects.toMatchObject({ faultCode: 1004 });
  await admin.grantPermission('alice', 'target');
  await alice.createBuildTarget('mine', 'f42-build', 'f42');
  await alice.deleteBuildTarget('mine');
});
