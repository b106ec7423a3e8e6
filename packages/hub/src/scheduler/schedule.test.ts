import { expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

async function aReadyHost(hub: TestHub, name: string) {
  const admin = await hub.as('kojiadmin');
  const id = await admin.addHost(name, ['x86_64']);
  const session = await hub.login(name);
  await session.hub.exclusiveSession();
  await session.hub.host.updateHost(0, true);
  return { id, hub: session.hub };
}
async function stateOf(hub: TestHub, taskId: number) {
  const [row] = await hub.database.sql<{ state: number; host_id: number | null }>(
    'select state, host_id from task where id = $1',
    [taskId],
  );
  return row;
}

test('a task that a live host does not start goes to another one', async () => {
  await using hub = await startHub({ settings: { AssignTimeout: '300' } });
  const admin = await hub.as('kojiadmin');
  const one = await aReadyHost(hub, 'builder1');
  const task = await admin.makeTask('sleep', [1]);
  await admin.scheduler.doRun({ force: true });
  expect(await stateOf(hub, task)).toEqual({ state: 4, host_id: one.id });

  await hub.database.sql("update scheduler_task_runs set create_time = now() - interval '10 minutes'");
  await one.hub.host.updateHost(0, true);
  const two = await aReadyHost(hub, 'builder2');
  await admin.scheduler.doRun({ force: true });
  expect(await admin.scheduler.getTaskRefusals()).toMatchObject([{ task_id: task, host_id: one.id, soft: true, by_host: false }]);
  expect(await stateOf(hub, task)).toEqual({ state: 4, host_id: two.id });
});

test('a host whose arches are nonsense does not keep the others from work', async () => {
  await using hub = await startHub();
  const admin = await hub.as('kojiadmin');
  await aReadyHost(hub, 'builder1');
  const two = await aReadyHost(hub, 'builder2');
  await admin.editHost('builder1', { arches: 'x86_64! ../x' });
  const task = await admin.makeTask('sleep', [1], { arch: 'x86_64' });
  await admin.scheduler.doRun({ force: true });
  expect(await stateOf(hub, task)).toEqual({ state: 4, host_id: two.id });
});

test('an open task of a host that has gone silent is freed, and the host counts as not ready', async () => {
  await using hub = await startHub({ settings: { ReadyTimeout: '180', HostTimeout: '900' } });
  const admin = await hub.as('kojiadmin');
  const one = await aReadyHost(hub, 'builder1');
  const task = await admin.makeTask('sleep', [1]);
  await admin.scheduler.doRun({ force: true });
  await one.hub.host.openTask(task);
  await hub.database.sql("update host set update_time = now() - interval '10 minutes'");
  await admin.scheduler.doRun({ force: true });
  expect(await stateOf(hub, task)).toEqual({ state: 1, host_id: one.id });
  expect(await admin.getHost('builder1')).toMatchObject({ ready: false });
  await hub.database.sql("update host set update_time = now() - interval '20 minutes'");
  await admin.scheduler.doRun({ force: true });
  expect(await stateOf(hub, task)).toEqual({ state: 0, host_id: null });
});

test('a task given by override is never taken back', async () => {
  await using hub = await startHub({ settings: { AssignTimeout: '1' } });
  const admin = await hub.as('kojiadmin');
  const one = await aReadyHost(hub, 'builder1');
  const task = await admin.makeTask('sleep', [1]);
  expect(await admin.assignTask(task, 'builder1', { override: true })).toBe(true);
  await hub.database.sql("update host set update_time = now() - interval '1 day'");
  await admin.scheduler.doRun({ force: true });
  expect(await stateOf(hub, task)).toEqual({ state: 4, host_id: one.id });
});

test('hosts that cannot run the build tag’s arches are refused for a noarch build at once', async () => {
  await using hub = await startHub();
  const admin = await hub.as('kojiadmin');
  const x86 = await admin.addHost('x86', ['x86_64']);
  await admin.addHost('arm', ['aarch64']);
  await admin.createTag('parent', { arches: 'i686 aarch64' });
  await admin.createTag('build', { parent: 'parent' });
  await admin.editTag2('build', { arches: null });
  const task = await admin.makeTask('buildArch', ['x.src.rpm', 'build', 'noarch', true], { arch: 'noarch' });
  expect(await admin.scheduler.getTaskRefusals()).toMatchObject([{ task_id: task, host_id: x86, soft: false }]);
});
