import { KojiError } from '@koji/common/errors';
import { TASK_STATES } from '@koji/common/types/states';
import { withKeywords } from '@koji/common/wire/keywords';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { notify } from '../db/notify.ts';
import { requireHost } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { builder, keywords, method, optional, param, rest } from '../rpc/method.ts';
import { amount, int, isStruct, list, listOf, nullable, struct, text } from '../rpc/shapes.ts';
import { changeTaskState, freeTask, lockHeldTask, takeTask } from './change-state.ts';
import { makeTask } from './make-task.ts';
import {
  clearAwaited,
  findLabelled,
  findTask,
  isTerminal,
  listAwaited,
  listFinishedChildren,
  lockTask,
  updateAwaited,
  updateTaskWeight,
  updateWaiting,
} from './queries.ts';
import { readHostTasks } from './read-host-tasks.ts';
import { readResult } from './read-methods.ts';
import { assertResultDocument, faultStruct } from './task-document.ts';
import { readTaskOptions } from './write-methods.ts';

export const openTask = method({
  name: 'host.openTask',
  doc: 'Start a task that is free or assigned to this host. Nil when it is not to be had.',
  access: builder,
  params: [param('task_id', int)],
  async run(call, { task_id }) {
    const taken = await takeTask(call, task_id, requireHost(call), TASK_STATES.OPEN);
    return taken ? ((await findTask(call.db, task_id)) ?? null) : null;
  },
});

async function endTask(
  call: Call,
  taskId: number,
  response: string,
  state: typeof TASK_STATES.CLOSED | typeof TASK_STATES.FAILED,
): Promise<null> {
  const task = await lockHeldTask(call, requireHost(call), taskId);
  assertResultDocument(response);
  await changeTaskState(call, task, state, { result: response });
  return null;
}
export const closeTask = method({
  name: 'host.closeTask',
  doc: 'End a task well. The response is an XML-RPC answer.',
  access: builder,
  params: [param('task_id', int), param('response', text)],
  run: (call, { task_id, response }) => endTask(call, task_id, response, TASK_STATES.CLOSED),
});
export const failTask = method({
  name: 'host.failTask',
  doc: 'End a task badly. The response is an XML-RPC fault.',
  access: builder,
  params: [param('task_id', int), param('response', text)],
  run: (call, { task_id, response }) => endTask(call, task_id, response, TASK_STATES.FAILED),
});

export const freeTasks = method({
  name: 'host.freeTasks',
  doc: 'Give tasks back that this host has open; what it has not any more is passed over.',
  access: builder,
  params: [param('tasks', listOf(int))],
  async run(call, { tasks }) {
    const hostId = requireHost(call);
    for (const id of tasks) {
      const task = orFault(await lockTask(call.db, id), `No such task: ${id}`);
      if (task.host_id === hostId && task.state === TASK_STATES.OPEN) await freeTask(call, task);
    }
    return null;
  },
});

export const getHostTasks = method({
  name: 'host.getHostTasks',
  doc: 'The tasks this host has open, with alert where a waiting one has news.',
  access: builder,
  readOnly: true,
  params: [],
  run: async (call) => (await readHostTasks(call.db, requireHost(call))).tasks,
});

export const setTaskWeight = method({
  name: 'host.setTaskWeight',
  doc: 'Say what share of the host a task takes, 1.0 being one compile.',
  access: builder,
  params: [param('task_id', int), param('weight', amount)],
  async run(call, { task_id, weight }) {
    const task = await lockHeldTask(call, requireHost(call), task_id);
    const data = { attribute: 'weight', old: task.weight, new: weight, info: task };
    await call.hooks.emit(call, 'pre', 'TaskStateChange', data);
    await updateTaskWeight(call.db, task_id, weight);
    await call.hooks.emit(call, 'post', 'TaskStateChange', data);
    return null;
  },
});

/** A child of a task this host holds; one that is there under the same label already is answered instead. */
async function makeSubtask(
  call: Call,
  parent: number,
  name: string,
  params: readonly WireValue[],
  opts: WireStruct,
): Promise<number> {
  await lockHeldTask(call, requireHost(call), parent);
  const { kwargs, parent: _replaced, ...options } = opts;
  const read = readTaskOptions(options);
  if (typeof read.label === 'string') {
    const existing = await findLabelled(call.db, parent, read.label);
    if (existing !== undefined) return existing;
  }
  return makeTask(call, name, isStruct(kwargs) ? withKeywords([...params], kwargs) : params, { ...read, parent });
}
export const subtask = method({
  name: 'host.subtask',
  doc: 'Make a child task. Its label makes the call safe to repeat.',
  access: builder,
  params: [param('method', text), param('arglist', list), param('parent', int), keywords('opts')],
  run: (call, { method: name, arglist, parent, opts }) => makeSubtask(call, parent, name, arglist, opts),
});
export const subtask2 = method({
  name: 'host.subtask2',
  doc: 'Make a child task: parent, task options, method, then the child’s own arguments.',
  access: builder,
  params: [param('__parent', int), param('__taskopts', struct), param('__method', text), rest('args'), keywords('opts')],
  run(call, { __parent, __taskopts, __method, args, opts }) {
    const params = Object.keys(opts).length > 0 ? withKeywords(args, opts) : args;
    return makeSubtask(call, __parent, __method, params, __taskopts);
  },
});

export const taskSetWait = method({
  name: 'host.taskSetWait',
  doc: 'Mark a task as waiting for some of its children, or for all with nil.',
  access: builder,
  params: [param('parent', int), param('tasks', nullable(listOf(int)))],
  async run(call, { parent, tasks }) {
    await lockHeldTask(call, requireHost(call), parent);
    await updateWaiting(call.db, parent, true);
    if (tasks !== null && tasks.length === 0) call.log.warn({ task: parent }, 'taskSetWait with an empty list');
    else await updateAwaited(call.db, parent, tasks);
    // A waiting task weighs nothing, so its host may have room for another.
    await notify(call.db, 'koji_task', 'room');
    return null;
  },
});

export const taskWait = method({
  name: 'host.taskWait',
  doc: 'The awaited children as [finished, unfinished]; finished ones are awaited no longer.',
  access: builder,
  params: [param('parent', int)],
  async run(call, { parent }) {
    await lockHeldTask(call, requireHost(call), parent);
    const awaited = await listAwaited(call.db, parent);
    const finished = awaited.filter((task) => isTerminal(task.state)).map((task) => task.id);
    const unfinished = awaited.filter((task) => !isTerminal(task.state)).map((task) => task.id);
    if (finished.length > 0) await clearAwaited(call.db, parent, finished);
    return [finished, unfinished];
  },
});

export const taskWaitResults = method({
  name: 'host.taskWaitResults',
  doc: 'End the waiting and answer [id, result] of children, of all finished ones with nil. A child’s fault is raised unless it is in canfail.',
  access: builder,
  params: [param('parent', int), param('tasks', nullable(listOf(int))), optional('canfail', nullable(listOf(int)), null)],
  async run(call, { parent, tasks, canfail }) {
    await lockHeldTask(call, requireHost(call), parent);
    const ids = tasks ?? (await listFinishedChildren(call.db, parent));
    const results: [number, WireValue][] = [];
    for (const id of ids) results.push([id, await resultOf(call, id, canfail?.includes(id) ?? false)]);
    await updateWaiting(call.db, parent, false);
    await clearAwaited(call.db, parent);
    return results;
  },
});
async function resultOf(call: Call, id: number, canFail: boolean): Promise<WireValue> {
  try {
    return await readResult(call.db, id, true);
  } catch (error) {
    if (!canFail || !(error instanceof KojiError)) throw error;
    return faultStruct(error);
  }
}
