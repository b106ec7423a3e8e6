import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBuilder, anOpenTask, aRepo, importRpms, type TestBuilder } from '../testing/content.fixture.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
let builder: TestBuilder;
let repo: number;
let outside: number;
beforeAll(async () => {
  hub = await startHub();
  builder = await aBuilder(hub);
  repo = await aRepo(hub, 'build');
  await importRpms(hub, 'bar-1.1-1.src.rpm', 'bar-1.1-1.noarch.rpm', 'foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm');
  const { id } = await (await hub.as('kojiadmin')).createExternalRepo('outside', 'http://example.com/repo');
  outside = id;
});
afterAll(async () => {
  builder.session.close();
  await hub[Symbol.asyncDispose]();
});

const bar = { name: 'bar', version: '1.1', release: '1', epoch: null, arch: 'noarch', payloadhash: 'x', size: 1, buildtime: 1 };
const foo = { ...bar, name: 'foo', version: '1.0', arch: 'x86_64' };
const external = { ...bar, name: 'ext', payloadhash: 'e', location: 'outside' };

test('a buildroot goes from new to expired, and its contents fit the way it has gone', async () => {
  const { host } = builder.hub;
  const taskId = await anOpenTask(hub, builder);
  const id = await host.newBuildRoot(repo, 'x86_64', { task_id: taskId });
  await expect(host.updateBuildRootList(id, [bar], { task_id: taskId })).rejects.toMatchObject({ faultCode: 1000 });
  await expect(host.setBuildRootList(id, [bar, { ...bar, name: 'nosuch' }], { task_id: taskId })).rejects.toMatchObject({
    faultCode: 1000,
  });
  expect(await builder.hub.getBuildrootListing(id)).toEqual([]);
  await expect(host.setBuildRootList(id, [{ ...external, location: 'nowhere' }])).rejects.toThrow('No such repo: nowhere');
  // kojid names the repository by its id.
  await host.setBuildRootList(id, [bar, external, { ...external, location: outside }, bar], { task_id: taskId });
  await host.setBuildRootState(id, 2, { task_id: taskId });
  await expect(host.setBuildRootList(id, [foo], { task_id: taskId })).rejects.toMatchObject({ faultCode: 1000 });
  await host.updateBuildRootList(id, [bar, foo], { task_id: taskId });
  const listing = await builder.hub.getBuildrootListing(id);
  expect(Object.fromEntries(listing.map((rpm) => [rpm.name, rpm.is_update]))).toEqual({ bar: false, ext: false, foo: true });
  expect((await builder.hub.listRPMs({ componentBuildrootID: id })) as object[]).toHaveLength(3);
  await expect(host.setBuildRootState(id, 0, { task_id: taskId })).rejects.toMatchObject({ faultCode: 1000 });
  await host.setBuildRootState(id, 3, { task_id: taskId });
  await host.setBuildRootState(id, 3, { task_id: taskId });
  await expect(host.setBuildRootState(id, 2, { task_id: taskId })).rejects.toMatchObject({ faultCode: 1000 });
  expect(await builder.hub.getBuildroot(id)).toMatchObject({
    state: 3,
    task_id: taskId,
    host_name: 'builder1',
    retire_event_id: expect.any(Number),
  });
});

test('buildroots are listed in the order that the koji command asks for', async () => {
  const taskId = await anOpenTask(hub, builder);
  const made = [];
  for (const arch of ['x86_64', 'i686', 'noarch'])
    made.push(await builder.hub.host.newBuildRoot(repo, arch, { task_id: taskId }));
  const listed = await builder.hub.listBuildroots({ taskID: taskId, queryOpts: { order: '-buildroot.id' } });
  const inRepo = await builder.hub.listBuildroots({ repoID: String(repo) as never, queryOpts: { order: '-buildroot.id' } });
  expect(
    inRepo.filter(({ task_id }) => task_id === taskId),
    'the id as text, as web pages send it',
  ).toEqual(listed);
  expect((listed as { id: number }[]).map(({ id }) => id)).toEqual(made.reverse());
});

test('nobody touches the buildroot of another host or task', async () => {
  const other = await aBuilder(hub, 'builder2');
  const [taskId, second] = [await anOpenTask(hub, builder), await anOpenTask(hub, builder)];
  const id = await builder.hub.host.newBuildRoot(repo, 'x86_64', { task_id: taskId });
  await expect(other.hub.host.setBuildRootState(id, 3)).rejects.toMatchObject({ faultCode: 1004 });
  await expect(other.hub.host.newBuildRoot(repo, 'x86_64', { task_id: taskId })).rejects.toMatchObject({ faultCode: 1004 });
  await expect(builder.hub.host.setBuildRootState(id, 3, { task_id: second })).rejects.toMatchObject({ faultCode: 1004 });
  await expect(builder.hub.host.newBuildRoot(999999, 'x86_64', { task_id: taskId })).rejects.toMatchObject({ faultCode: 1000 });
  expect(await hub.anonymous.hub.getBuildroot(id)).toMatchObject({ state: 0 });
  other.session.close();
});

test('a changed payload of an external rpm is noticed', async () => {
  const taskId = await anOpenTask(hub, builder);
  const id = await builder.hub.host.newBuildRoot(repo, 'x86_64', { task_id: taskId });
  await builder.hub.host.setBuildRootList(id, [{ ...external, name: 'shifty' }], { task_id: taskId });
  const again = await builder.hub.host.newBuildRoot(repo, 'x86_64', { task_id: taskId });
  const changed = { ...external, name: 'shifty', payloadhash: 'other' };
  await expect(builder.hub.host.setBuildRootList(again, [changed], { task_id: taskId })).rejects.toMatchObject({
    faultCode: 1000,
  });
});
