import { encodeResponse } from '@koji/common/wire/encode';
import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';

const one = encodeResponse(1);

/** A hub with two builders and a task that the first has open. */
async function startTaskHub() {
  const hub = await startHub();
  const admin = await hub.as('kojiadmin');
  for (const name of ['builder1', 'builder2']) await admin.addHost(name, ['x86_64']);
  const [first, second] = [(await hub.login('builder1')).hub, (await hub.login('builder2')).hub];
  for (const builder of [first, second]) await builder.exclusiveSession();
  const parent = await admin.makeTask('waittest', [1], { assign: 'builder1' });
  await first.host.openTask(parent);
  return { hub, admin, first, second, parent, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() };
}

test('a subtask is made once under its label, and belongs to its parent’s owner', async () => {
  await using at = await startTaskHub();
  const child = await at.first.host.subtask('sleep', [1], at.parent, { label: 'a' });
  expect(await at.first.host.subtask('sleep', [1], at.parent, { label: 'a' })).toBe(child);
  expect(await at.first.host.subtask2(at.parent, { label: 'a' }, 'sleep', 1)).toBe(child);
  expect(await at.admin.getTaskInfo(child)).toMatchObject({ parent: at.parent, owner: 1, priority: 19, label: 'a', state: 0 });
  await expect(at.first.host.subtask('sleep', [1], at.parent, { owner: 2 })).rejects.toMatchObject({ faultCode: 1004 });
});

test('only the host that runs a task may end it, wait for it or give it children', async () => {
  await using at = await startTaskHub();
  for (const attempt of [
    at.second.host.closeTask(at.parent, one),
    at.second.host.failTask(at.parent, one),
    at.second.host.setTaskWeight(at.parent, 1),
    at.second.host.taskSetWait(at.parent, null),
    at.second.host.subtask('sleep', [1], at.parent),
  ]) {
    await expect(attempt).rejects.toMatchObject({ faultCode: 1004 });
  }
  await at.second.host.freeTasks([at.parent]);
  await expect(at.second.host.freeTasks([999])).rejects.toMatchObject({ faultCode: 1000 });
  const assigned = await at.admin.makeTask('sleep', [1], { assign: 'builder2' });
  await at.second.host.freeTasks([assigned]);
  expect(await at.admin.getTaskInfo(assigned), 'a task it has not begun').toMatchObject({ state: 4 });
  expect(await at.admin.getTaskInfo(at.parent)).toMatchObject({ state: 1 });
  expect(await at.second.host.openTask(at.parent)).toBeNull();
});

test('canceling a task cancels what it started, and its builder cannot close it any more', async () => {
  await using at = await startTaskHub();
  const child = await at.first.host.subtask('sleep', [1], at.parent, { label: 'a' });
  const grandchild = await at.admin.makeTask('sleep', [1], { assign: 'builder2' });
  await at.hub.database.sql('update task set parent = $1 where id = $2', [child, grandchild]);
  const alice = await at.hub.as('alice');
  await expect(alice.cancelTask(at.parent)).rejects.toMatchObject({ faultCode: 1004 });
  await expect(alice.cancelTask(999)).rejects.toMatchObject({ faultCode: 1000 });
  await expect(at.hub.anonymous.hub.cancelTask(999), 'by nobody').rejects.toMatchObject({ faultCode: 1004 });
  await at.admin.cancelTask(at.parent);
  expect(await at.admin.getTaskInfo([at.parent, child, grandchild])).toMatchObject([{ state: 3 }, { state: 3 }, { state: 3 }]);
  await expect(at.first.host.closeTask(at.parent, one)).rejects.toMatchObject({ faultCode: 1004 });
  await expect(at.admin.getTaskResult(at.parent)).rejects.toMatchObject({ faultCode: 1000 });
  const again = await at.admin.resubmitTask(at.parent);
  expect(await at.admin.getTaskRequest(again)).toEqual([1]);
});

test('what a host sends as a result must be an XML-RPC answer', async () => {
  await using at = await startTaskHub();
  await expect(at.first.host.closeTask(at.parent, 'done')).rejects.toMatchObject({ faultCode: 1000 });
  expect(await at.admin.getTaskInfo(at.parent)).toMatchObject({ state: 1 });
});

test('a negative priority is for administrators, an owner for nobody to choose', async () => {
  await using at = await startTaskHub();
  const alice = await at.hub.as('alice');
  await expect(alice.build('cli-build/x.src.rpm', 'f42', { priority: -1 })).rejects.toMatchObject({ faultCode: 1004 });
  const id = await alice.build('cli-build/x.src.rpm', 'f42', { priority: 3 });
  expect(await alice.getTaskInfo(id)).toMatchObject({ priority: 23 });
  await expect(alice.makeTask('sleep', [1])).rejects.toMatchObject({ faultCode: 1004 });
  await expect(at.admin.makeTask('sleep', [1], { owner: 2 })).rejects.toMatchObject({ faultCode: 1004 });
});

test('a task’s number may come as text, and a new priority goes to all below it, finished or not', async () => {
  await using at = await startTaskHub();
  const child = await at.first.host.subtask('sleep', [1], at.parent, { label: 'a' });
  await at.admin.cancelTask(child);
  await at.admin.setTaskPriority(String(at.parent) as never, '7' as never);
  expect(await at.admin.getTaskInfo([String(at.parent), child] as never)).toMatchObject([{ priority: 7 }, { priority: 7 }]);
  await expect(at.admin.getTaskInfo('x' as never)).rejects.toMatchObject({ faultCode: 1019 });
  expect(await at.admin.getTaskDescendents(999), 'of no task').toEqual({ 999: [] });
});
