import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
let admin: Awaited<ReturnType<TestHub['as']>>;
beforeAll(async () => {
  hub = await startHub();
  admin = await hub.as('kojiadmin');
});
afterAll(() => hub[Symbol.asyncDispose]());

async function aFamily(name: string): Promise<{ parent: string; child: string }> {
  const [parent, child] = [`${name}-parent`, `${name}-child`];
  await admin.createTag(parent);
  await admin.createTag(child, { parent });
  return { parent, child };
}

test('the nearest tag has the word on a group, a package and a required group', async () => {
  const { parent, child } = await aFamily('word');
  for (const group of ['build', 'extras', 'core']) await admin.groupListAdd(parent, group);
  await admin.groupPackageListAdd(parent, 'build', 'bash', { type: 'optional' });
  await admin.groupPackageListAdd(parent, 'build', 'make');
  await admin.groupReqListAdd(parent, 'build', 'core', { is_metapkg: true });
  await admin.groupListAdd(child, 'build', { description: 'ours' });
  await admin.groupPackageListAdd(child, 'build', 'bash', { type: 'default', requires: 'sh' });
  await admin.groupPackageListBlock(child, 'build', 'make');
  await admin.groupListBlock(child, 'extras');

  const [parentId, childId] = [await admin.getTagID(parent), await admin.getTagID(child)];
  const bash = { package: 'bash', tag_id: childId, type: 'default', requires: 'sh', basearchonly: null, blocked: false };
  const groups = await admin.getTagGroups(child);
  expect(groups.map(({ name, tag_id }) => [name, tag_id])).toEqual([
    ['build', childId],
    ['core', parentId],
  ]);
  expect(groups[0]).toMatchObject({ description: 'ours', display_name: 'build', exported: true, uservisible: true });
  expect(groups[0]?.packagelist).toEqual([{ ...bash, group_id: groups[0]?.group_id }]);
  expect(groups[0]?.grouplist).toMatchObject([{ name: 'core', tag_id: parentId, type: 'mandatory', is_metapkg: true }]);

  const all = await admin.getTagGroups(child, { incl_blocked: true });
  expect(all.map(({ name, blocked }) => [name, blocked])).toEqual([
    ['build', false],
    ['extras', true],
    ['core', false],
  ]);
  expect(all[0]?.packagelist.map((row) => [row.package, row.blocked])).toEqual([
    ['bash', false],
    ['make', true],
  ]);
  const bare = await admin.getTagGroups(child, { inherit: false, incl_pkgs: false, incl_reqs: false });
  expect(bare.map((group) => Object.hasOwn(group, 'packagelist') || Object.hasOwn(group, 'grouplist'))).toEqual([false]);
});

test('adding again changes only what is named, and nothing at all where nothing differs', async () => {
  const { child } = await aFamily('again');
  const rows = async () => (await admin.queryHistory({ tables: ['group_config'], tag: child })).group_config?.length;
  await admin.groupListAdd(child, 'again', { display_name: 'Again', langonly: 'de' });
  await admin.groupListAdd(child, 'again', { display_name: 'Again' });
  expect(await rows()).toBe(1);
  await admin.groupListAdd(child, 'again', { is_default: true });
  expect(await rows()).toBe(2);
  expect(await admin.getTagGroups(child)).toMatchObject([{ display_name: 'Again', langonly: 'de', is_default: true }]);
});

test('what is blocked stays so without force, and only what is blocked can be unblocked', async () => {
  const { parent, child } = await aFamily('block');
  const refused = { faultCode: 1000 };
  await admin.groupListAdd(parent, 'tools');
  await admin.groupPackageListAdd(parent, 'tools', 'vim');
  await admin.groupPackageListBlock(child, 'tools', 'vim');
  await expect(admin.groupPackageListAdd(child, 'tools', 'vim')).rejects.toMatchObject(refused);
  await expect(admin.groupPackageListUnblock(parent, 'tools', 'vim'), 'blocked below').rejects.toMatchObject(refused);
  await admin.groupPackageListUnblock(child, 'tools', 'vim');
  expect((await admin.getTagGroups(child))[0]?.packagelist, 'the inherited one').toHaveLength(1);

  await admin.groupListBlock(child, 'tools');
  expect(await admin.getTagGroups(child)).toEqual([]);
  await expect(admin.groupPackageListAdd(child, 'tools', 'emacs')).rejects.toMatchObject(refused);
  await expect(admin.groupListAdd(child, 'tools')).rejects.toMatchObject(refused);
  await admin.groupListAdd(child, 'tools', { force: true });
  await expect(admin.groupListUnblock(child, 'tools')).rejects.toMatchObject(refused);
  await admin.groupListRemove(child, 'tools');
  await expect(admin.groupListRemove(child, 'tools')).rejects.toMatchObject(refused);
  await admin.groupListRemove(child, 'tools', { force: true });
});

test('a requirement needs both groups, and shows only while the tag has the required one', async () => {
  const { child } = await aFamily('need');
  for (const group of ['desktop', 'fonts']) await admin.groupListAdd(child, group);
  await expect(admin.groupReqListAdd(child, 'desktop', 'no-such-group')).rejects.toMatchObject({ faultCode: 1000 });
  await admin.groupReqListAdd(child, 'desktop', 'fonts');
  const required = async () => (await admin.getTagGroups(child))[0]?.grouplist.map(({ name }) => name);
  expect(await required()).toEqual(['fonts']);
  await admin.groupListRemove(child, 'fonts');
  expect(await required()).toEqual([]);
});

test('groups are for those who may change tags, and have names of at most fifty characters', async () => {
  const { child } = await aFamily('may');
  await expect((await hub.as('alice')).groupListAdd(child, 'mine')).rejects.toMatchObject({ faultCode: 1004 });
  await admin.groupListAdd(child, 'x'.repeat(50));
  await expect(admin.groupListAdd(child, 'x'.repeat(51))).rejects.toMatchObject({ faultCode: 1000 });
});
