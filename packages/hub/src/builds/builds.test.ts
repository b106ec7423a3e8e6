import { structValue } from '@koji/common/client/typed-hub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBuilder, anOpenTask, filesBelow, importRpms, type TestBuilder, uploadText } from '../testing/content.fixture.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';
import { aRival } from '../testing/rival.fixture.ts';

let hub: TestHub;
let builder: TestBuilder;
beforeAll(async () => {
  hub = await startHub();
  builder = await aBuilder(hub);
});
afterAll(async () => {
  builder.session.close();
  await hub[Symbol.asyncDispose]();
});

const BUILDING = 0;
const COMPLETE = 1;
const DELETED = 2;
const FAILED = 3;
const CANCELED = 4;

async function beginBuild(name: string, taskId: number): Promise<number> {
  return builder.hub.host.initBuild(structValue({ name, version: '1', release: '1', epoch: null, task_id: taskId }));
}
async function stateOf(build: number | string): Promise<number | undefined> {
  return (await hub.anonymous.hub.getBuild(build))?.state;
}

test('a build that failed is taken up again under its id, one that is complete is not', async () => {
  const taskId = await anOpenTask(hub, builder);
  const id = await beginBuild('again', taskId);
  expect(await beginBuild('again', taskId)).toBe(id);
  await builder.hub.host.failBuild(taskId, id);
  expect(await stateOf(id)).toBe(FAILED);
  uploadText(hub, '../packages/again/1/1/stray.txt', 'left behind');
  const second = await anOpenTask(hub, builder);
  expect(await beginBuild('again', second)).toBe(id);
  expect(await hub.anonymous.hub.getBuild(id)).toMatchObject({ state: BUILDING, task_id: second, completion_time: null });
  expect(filesBelow(hub, 'packages/again')).toEqual([]);

  const admin = await hub.as('kojiadmin');
  await admin.createEmptyBuild('done', '1', '1', null);
  await expect(admin.createEmptyBuild('done', '1', '1', null)).rejects.toMatchObject({ faultCode: 1000 });
});

test('a build belongs to the task that makes it', async () => {
  const [mine, other] = [await anOpenTask(hub, builder), await anOpenTask(hub, builder)];
  const id = await beginBuild('owned', mine);
  await expect(beginBuild('owned', other)).rejects.toMatchObject({ faultCode: 1000 });
  await expect(builder.hub.host.failBuild(other, id)).rejects.toMatchObject({ faultCode: 1000 });
  expect(await stateOf(id)).toBe(BUILDING);
});

test('canceling a build cancels its tasks, and canceling the task its build', async () => {
  const admin = await hub.as('kojiadmin');
  const first = await anOpenTask(hub, builder);
  const byBuild = await beginBuild('cancel-a', first);
  await expect((await hub.as('mallory')).cancelBuild(byBuild)).rejects.toMatchObject({ faultCode: 1004 });
  expect(await admin.cancelBuild(byBuild)).toBe(true);
  expect((await admin.getTaskInfo(first)) as object).toMatchObject({ state: 3 });
  expect(await stateOf(byBuild)).toBe(CANCELED);
  expect(await admin.cancelBuild(byBuild)).toBe(false);
  expect(await admin.cancelBuild('nosuch-1-1')).toBe(false);

  const second = await anOpenTask(hub, builder);
  const byTask = await beginBuild('cancel-b', second);
  await admin.cancelTask(second);
  expect(await stateOf(byTask)).toBe(CANCELED);
});

test('a build is not tagged while it is deleted', async () => {
  const admin = await hub.as('kojiadmin');
  await importRpms(hub, 'baz-0.9-5.src.rpm');
  for (const tag of ['late', 'later']) await admin.createTag(tag);
  const [one, other] = [await hub.login('kojiadmin'), await hub.login('kojiadmin')];
  await using rival = await aRival(hub.database);
  await rival.query('begin');
  await rival.query('select from rpmsigs for update');
  // Stops behind its checks, where it takes the signatures away.
  const deleted = admin.deleteBuild('baz-0.9-5');
  await rival.untilWaiting(1);
  const tagged = Promise.allSettled([one.hub.tagBuildBypass('late', 'baz-0.9-5'), other.hub.massTag('later', ['baz-0.9-5'])]);
  await rival.untilWaiting(3);
  await rival.query('rollback');
  expect(await deleted).toBe(true);
  const refused = { status: 'rejected', reason: expect.objectContaining({ faultCode: 1003 }) };
  expect(await tagged).toEqual([refused, refused]);
  expect(await admin.listTags({ build: 'baz-0.9-5' })).toEqual([]);
  for (const session of [one, other]) session.close();
});

test('canceling a build takes the task before the build, as completing it does', async () => {
  const admin = await hub.as('kojiadmin');
  const taskId = await anOpenTask(hub, builder);
  const id = await beginBuild('cancel-order', taskId);
  await using rival = await aRival(hub.database);
  await rival.query('begin');
  await rival.query('select from task where id = $1 for update', [taskId]);
  const canceled = admin.cancelBuild(id);
  await rival.untilWaiting(1);
  await rival.query('select from build where id = $1 for update nowait', [id]);
  await rival.query('rollback');
  expect(await canceled).toBe(true);
});

test('of many calls that make the same build one does', async () => {
  const sessions = await Promise.all([1, 2, 3, 4].map(() => hub.login('kojiadmin')));
  const outcomes = await Promise.allSettled(sessions.map((session) => session.hub.createEmptyBuild('race', '1', '1', null)));
  for (const session of sessions) session.close();
  expect(outcomes.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  for (const each of outcomes) if (each.status === 'rejected') expect(each.reason).toMatchObject({ faultCode: 1000 });
});

test('names that would leave the tree are refused', async () => {
  const admin = await hub.as('kojiadmin');
  for (const [name, version, release] of [
    ['..', '1', '1'],
    ['a/b', '1', '1'],
    ['ok', '../../x', '1'],
    ['ok', '1', '..'],
    ['ok', '1', ''],
  ] as const) {
    await expect(admin.createEmptyBuild(name, version, release, null)).rejects.toMatchObject({ faultCode: 1000 });
  }
});

test('a build that is used is not deleted; one that is not loses its files and keeps its name', async () => {
  const admin = await hub.as('kojiadmin');
  await importRpms(hub, 'bar-1.1-1.src.rpm', 'bar-1.1-1.noarch.rpm');
  await admin.createTag('keeps');
  await admin.packageListAdd('keeps', 'bar', { owner: 'kojiadmin' });
  await admin.tagBuildBypass('keeps', 'bar-1.1-1');
  await expect(admin.deleteBuild('bar-1.1-1')).rejects.toMatchObject({ faultCode: 1000 });
  expect(await admin.deleteBuild('bar-1.1-1', { strict: false })).toBe(false);
  expect(filesBelow(hub, 'packages/bar')).toHaveLength(4);
  await admin.untagBuildBypass('keeps', 'bar-1.1-1');
  expect(await admin.deleteBuild('bar-1.1-1')).toBe(true);
  expect(await stateOf('bar-1.1-1')).toBe(DELETED);
  expect(filesBelow(hub, 'packages/bar')).toEqual([]);
  expect(await admin.queryRPMSigs()).toEqual([]);
  expect(await admin.deleteBuild('bar-1.1-1')).toBeNull();
  await expect(admin.importRPM('import', 'bar-1.1-1.src.rpm')).rejects.toMatchObject({ faultCode: 1000 });
  expect(await admin.resetBuild('bar-1.1-1')).toBeNull();
  expect(await stateOf('bar-1.1-1')).toBe(CANCELED);
  await admin.createEmptyBuild('bar', '1.1', '1', null);
  await importRpms(hub, 'bar-1.1-1.src.rpm');
  expect(await stateOf('bar-1.1-1')).toBe(COMPLETE);
});
