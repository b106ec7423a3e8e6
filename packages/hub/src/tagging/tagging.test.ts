import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  const admin = await hub.as('kojiadmin');
  for (const tag of ['work', 'other']) {
    await admin.createTag(tag);
    await admin.packageListAdd(tag, 'bash', { owner: 'kojiadmin' });
  }
  for (const release of ['1', '2', '3', '4']) await admin.createEmptyBuild('bash', '5', release, null);
});
afterAll(() => hub[Symbol.asyncDispose]());

async function releasesIn(tag: string): Promise<string[]> {
  return (await hub.anonymous.hub.listTagged(tag)).map((build) => build.release);
}

test('the build tagged last is the latest, whatever its version', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.massTag('work', ['bash-5-2', 'bash-5-3', 'bash-5-1']);
  expect(await releasesIn('work')).toEqual(['1', '3', '2']);
  expect((await admin.getLatestBuilds('work')).map((build) => build.nvr)).toEqual(['bash-5-1']);
  await admin.massTag('work', ['bash-5-2']);
  expect(await releasesIn('work')).toEqual(['2', '1', '3']);
});

test('a build that is named twice in massTag is tagged twice, the last time for good', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createTag('twice');
  await admin.packageListAdd('twice', 'bash', { owner: 'kojiadmin' });
  await admin.massTag('twice', ['bash-5-1', 'bash-5-2', 'bash-5-1']);
  expect(await releasesIn('twice')).toEqual(['1', '2']);
  const { tag_listing } = await admin.queryHistory({ tables: ['tag_listing'], tag: 'twice' });
  const rows = (tag_listing ?? []) as unknown as {
    release: string;
    create_event: number;
    revoke_event: number | null;
    active: boolean | null;
  }[];
  const [first, second, last] = rows.sort((a, b) => a.create_event - b.create_event);
  expect(first).toMatchObject({ release: '1', active: null, revoke_event: last?.create_event, revoker_name: 'kojiadmin' });
  expect([second, last]).toMatchObject([
    { release: '2', active: true, revoke_event: null },
    { release: '1', active: true, revoke_event: null },
  ]);
});

test('a call in a multiCall sees what the calls before it did and nothing of those behind', async () => {
  const admin = await hub.login('kojiadmin');
  const before = await releasesIn('work');
  const [first, , second] = await admin.batch(
    (batch) => [batch.listTagged('work'), batch.tagBuildBypass('work', 'bash-5-4'), batch.listTagged('work')] as const,
    { strict: true },
  );
  const rows = (releases: string[]) => releases.map((release) => expect.objectContaining({ release }));
  expect(first).toEqual(rows(before));
  expect(second).toEqual(rows(['4', ...before]));
  admin.close();
});

test('a locked tag takes no builds, from an administrator only by force', async () => {
  const [admin, alice] = [await hub.as('kojiadmin'), await hub.as('alice')];
  await admin.grantPermission('alice', 'tag');
  await admin.createTag('frozen', { locked: true });
  expect(await alice.checkTagAccess('frozen')).toEqual([false, false, 'tag is locked']);
  await expect(alice.tagBuildBypass('frozen', 'bash-5-1', { force: true })).rejects.toMatchObject({ faultCode: 1004 });
  await expect(admin.tagBuildBypass('frozen', 'bash-5-1')).rejects.toMatchObject({ faultCode: 1004 });
  await admin.tagBuildBypass('frozen', 'bash-5-1', { force: true });
});

test('a tag made to match another has its builds in the same order and nothing else', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.massTag('other', ['bash-5-4', 'bash-5-1', 'bash-5-3']);
  await admin.untagBuildBypass('work', 'bash-5-4');
  await admin.editTag2('work', { extra: { note: 'x' } });
  await admin.editTag2('other', { extra: { old: 1 } });
  await admin.groupListAdd('work', 'build');
  await admin.groupPackageListAdd('work', 'build', 'bash');
  await admin.snapshotTagModify('work', 'other', { latest_only: false, remove: true });
  expect(await releasesIn('other')).toEqual(await releasesIn('work'));
  expect((await admin.getTag('other'))?.extra).toEqual({ note: 'x' });
  expect((await admin.getTagGroups('other'))[0]?.packagelist).toMatchObject([{ package: 'bash' }]);
  const { group_config, group_package_listing } = await admin.queryHistory({ tag: 'other' });
  const [group, member] = [group_config?.[0]?.create_event, group_package_listing?.[0]?.create_event];
  expect(Number(member), 'what is in a group comes after it').toBeGreaterThan(Number(group));
});

test('a snapshot has the packages, builds and groups that the tag sees, the groups with usual settings', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createTag('ancestor');
  await admin.createTag('source', { parent: 'ancestor', extra: { note: 'y' } });
  await admin.packageListAdd('ancestor', 'bash', { owner: 'alice', extra_arches: 'i686' });
  await admin.massTag('ancestor', ['bash-5-2', 'bash-5-1']);
  for (const group of ['core', 'base', 'unused']) await admin.groupListAdd('ancestor', group, { display_name: 'Shown' });
  await admin.groupPackageListAdd('ancestor', 'core', 'bash', { type: 'optional' });
  await admin.groupReqListAdd('source', 'core', 'base', { is_metapkg: true });
  await admin.groupListBlock('source', 'unused');
  await admin.snapshotTag('source', 'copy', { latest_only: false });

  const tag_id = await admin.getTagID('copy');
  expect(await admin.getTag('copy')).toMatchObject({ id: tag_id, extra: { note: 'y' } });
  expect(await releasesIn('copy')).toEqual(['1', '2']);
  expect(await admin.listPackages({ tagID: 'copy' })).toMatchObject([
    { package_name: 'bash', tag_id, owner_name: 'alice', extra_arches: 'i686', blocked: false },
  ]);
  const usual = { tag_id, blocked: false, exported: true, uservisible: true, is_default: null, biarchonly: false };
  expect(await admin.getTagGroups('copy', { incl_blocked: true })).toMatchObject([
    { ...usual, name: 'base', display_name: 'base', packagelist: [], grouplist: [] },
    {
      ...usual,
      name: 'core',
      display_name: 'core',
      packagelist: [{ tag_id, package: 'bash', type: 'mandatory', basearchonly: null, requires: null, blocked: false }],
      grouplist: [{ tag_id, name: 'base', type: 'mandatory', is_metapkg: false, blocked: false }],
    },
  ]);
  const { tag_extra: _withTheTag, tag_package_owners: _withThePackages, ...history } = await admin.queryHistory({ tag: 'copy' });
  const events = (Object.values(history) as { create_event: number }[][]).flat().map(({ create_event }) => create_event);
  expect(events, 'the tag, a package, two builds, two groups and what is in them').toHaveLength(8);
  expect(new Set(events).size, 'each is an event of its own').toBe(8);
});

test('archives of a tag at an event before it was there are asked for in vain', async () => {
  const visitor = hub.anonymous.hub;
  expect(await visitor.getLatestMavenArchives('work')).toEqual([]);
  await expect(visitor.getLatestMavenArchives('work', { event: 1 })).rejects.toMatchObject({ faultCode: 1000 });
});

test('builds of a package that the tag does not list stay out, and are not seen when they are in', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createTag('empty');
  await expect(admin.tagBuild('empty', 'bash-5-1')).rejects.toMatchObject({ faultCode: 1003 });
  await admin.tagBuildBypass('empty', 'bash-5-1');
  expect(await releasesIn('empty')).toEqual([]);
  const task = await admin.tagBuild('empty', 'bash-5-2', { force: true });
  expect(await admin.getTaskInfo(task, { request: true })).toMatchObject({ method: 'tagBuild', priority: 10 });
  expect(await releasesIn('empty'), 'force listed the package').toEqual(['1']);
});

test('moving all builds of a package makes a chain of tasks in the order of their tagging', async () => {
  const admin = await hub.as('kojiadmin');
  const tasks = await admin.moveAllBuilds('work', 'other', 'bash');
  const requests = await Promise.all(tasks.map((id) => admin.getTaskRequest(id)));
  const releases = (await releasesIn('work')).reverse();
  const ids = await Promise.all(releases.map((release) => admin.findBuildID(`bash-5-${release}`)));
  const [work, other] = [await admin.getTagID('work'), await admin.getTagID('other')];
  expect(requests).toEqual(
    ids.map((id, i) => [i === 0 ? [] : [tasks[i - 1]], [['tagBuild', [other, id, false, work], { priority: 15 }]]]),
  );
});
