import { ActionNotAllowed, GenericError } from '@koji/common/errors';
import { nameOf, TASK_STATES, type TaskState } from '@koji/common/types/states';
import type { Db } from '../db/database.ts';
import { notify } from '../db/notify.ts';
import type { TaskInHook } from '../hooks/hooks.ts';
import type { Call } from '../rpc/call.ts';
import { findTask, isTerminal, lockTask, notifyHostOf, type TaskRowWithRequest, updateTaskState } from './queries.ts';

/**
 * Every change of a task's state goes through here: hooks before and after, and whoever waits for it is woken. What hooks before
 * it make of `info.result` is what is kept.
 */
export async function changeTaskState(
  call: Call,
  task: TaskRowWithRequest,
  state: TaskState,
  change: { hostId?: number | null; result?: string } = {},
): Promise<void> {
  const before: TaskInHook = { ...task, ...(change.result === undefined ? {} : { result: change.result }) };
  const changes = changesOf(task, state, change.hostId);
  for (const each of changes) await call.hooks.emit(call, 'pre', 'TaskStateChange', { ...each, info: before });
  const row = await updateTaskState(call.db, task.id, state, { hostId: change.hostId, result: before.result });
  if (!row) throw new GenericError(`No such task: ${task.id}`);
  const after: TaskInHook = { ...row, ...(before.result === undefined ? {} : { result: before.result }) };
  for (const { attribute, old, new: expected } of changes) {
    const reached = attribute === 'completion_ts' ? row.completion_ts : expected;
    await call.hooks.emit(call, 'post', 'TaskStateChange', { attribute, old, new: reached, info: after });
  }
  await tellOthers(call.db, task, state, change.hostId ?? task.host_id);
}

/** The state, and what changes along with it. How a time comes out is known only after the change. */
function changesOf(task: TaskRowWithRequest, state: TaskState, hostId: number | null = task.host_id) {
  const ofState = { attribute: 'state', old: nameOf(TASK_STATES, task.state), new: nameOf(TASK_STATES, state) };
  const second = isTerminal(state)
    ? { attribute: 'completion_ts', old: task.completion_ts, new: Date.now() / 1000 }
    : { attribute: 'host_id', old: task.host_id, new: state === TASK_STATES.FREE ? null : hostId };
  return [ofState, second];
}

/**
 * Wakes those who wait (scheduler/wait-for-work.ts, scheduler/run-promptly.ts): the scheduler when a task is free or
 * leaves room, the host that a task is given to or taken from, the host whose task waits for this one.
 */
async function tellOthers(db: Db, task: TaskRowWithRequest, state: TaskState, hostId: number | null): Promise<void> {
  await notify(db, 'koji_task', task.id);
  if (state === TASK_STATES.FREE) await notify(db, 'koji_task', 'free');
  if (isTerminal(state)) await notify(db, 'koji_task', 'room');
  const comesFromOutside = state === TASK_STATES.ASSIGNED || state === TASK_STATES.CANCELED || state === TASK_STATES.FREE;
  if (hostId !== null && comesFromOutside) await notify(db, 'koji_host', hostId);
  if (isTerminal(state) && task.parent !== null && task.awaited) await notifyHostOf(db, task.parent);
}

/** The locked row of a task that this host holds OPEN; anything else is refused (wire.md §7). */
export async function lockHeldTask(call: Call, hostId: number, taskId: number): Promise<TaskRowWithRequest> {
  return held(await lockTask(call.db, taskId), hostId, taskId);
}
/** The same without the lock, for what is no change of the task. */
export async function requireHeldTask(call: Call, hostId: number, taskId: number): Promise<TaskRowWithRequest> {
  return held(await findTask(call.db, taskId), hostId, taskId);
}
function held(task: TaskRowWithRequest | undefined, hostId: number, taskId: number): TaskRowWithRequest {
  if (!task) throw new GenericError(`No such task: ${taskId}`);
  if (task.state !== TASK_STATES.OPEN) throw new ActionNotAllowed(`Task ${taskId} is not open`);
  if (task.host_id !== hostId) throw new ActionNotAllowed(`Host ${hostId} does not own task ${taskId}`);
  return task;
}

/** Takes a task for a host. Null when it is not to be had, which is no error: another host was quicker. */
export async function takeTask(
  call: Call,
  taskId: number,
  hostId: number,
  state: TaskState,
  options: { readonly force?: boolean | undefined } = {},
): Promise<TaskRowWithRequest | null> {
  const task = await lockTask(call.db, taskId);
  if (!task) throw new GenericError(`No such task: ${taskId}`);
  if (isTerminal(task.state)) return null;
  const isMine = task.state === TASK_STATES.ASSIGNED && task.host_id === hostId;
  if (!options.force && !isMine && !(task.state === TASK_STATES.FREE && task.host_id === null)) return null;
  await changeTaskState(call, task, state, { hostId });
  return task;
}

/** Puts a task back where any host may take it. */
export async function freeTask(call: Call, task: TaskRowWithRequest): Promise<void> {
  if (isTerminal(task.state)) throw new GenericError(`Cannot free task ${task.id}, state is ${nameOf(TASK_STATES, task.state)}`);
  await changeTaskState(call, task, TASK_STATES.FREE);
}
