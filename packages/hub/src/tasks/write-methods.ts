import { ActionNotAllowed, GenericError, ParameterError } from '@koji/common/errors';
import { TASK_STATES } from '@koji/common/types/states';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { isAdmin, requireUser } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { anyone, keywords, loggedIn, method, optional, param, permitted, rest } from '../rpc/method.ts';
import { flag, int, intOrDigits, nullable, struct } from '../rpc/shapes.ts';
import { cancelChildren, cancelTask as cancelOne, cancelTaskGroup } from './cancel-task.ts';
import { freeTask as putBack } from './change-state.ts';
import { makeTask as insertNewTask, type TaskOptions } from './make-task.ts';
import { findTask, isTerminal, listTree, lockTask, type TaskRowWithRequest, updateTaskPriority } from './queries.ts';
import { decodeRequest } from './task-document.ts';

async function requireTask(call: Call, id: number): Promise<TaskRowWithRequest> {
  return orFault(await lockTask(call.db, id), `No such task: ${id}`);
}

/** The options of a new task as clients send them. Who owns it is never theirs to say. */
export function readTaskOptions(opts: WireStruct): TaskOptions {
  if (Object.hasOwn(opts, 'owner')) throw new ActionNotAllowed('The owner option is not allowed here');
  // Compatibility: options that mean nothing here (weight, say) are passed over.
  const { parent, label, channel, arch, priority, assign } = opts;
  return {
    parent: readInteger('parent', parent),
    label: readText('label', label),
    channel: readName('channel', channel),
    arch: readText('arch', arch),
    priority: readInteger('priority', priority),
    assign: readName('assign', assign),
  };
}
function readInteger(name: string, value: WireValue | undefined): number | undefined {
  return value === undefined || value === null ? undefined : intOrDigits.read(value, name);
}
function readText(name: string, value: WireValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new ParameterError(`Invalid type for ${name}: expected a string`);
  return value;
}
function readName(name: string, value: WireValue | undefined): number | string | undefined {
  return value === undefined || value === null ? undefined : info.read(value, name);
}

export const makeTask = method({
  name: 'makeTask',
  doc: 'Make any task: method and list of arguments, then options (parent, label, channel, arch, priority, assign).',
  access: permitted('admin'),
  params: [rest('args'), keywords('opts')],
  async run(call, { args, opts }) {
    const { method: namedMethod, arglist: namedArgs, ...options } = opts;
    const [name = namedMethod, params = namedArgs] = args;
    if (typeof name !== 'string' || name === '')
      throw new ParameterError("make_task() missing 1 required positional argument: 'method'");
    if (!Array.isArray(params)) throw new ParameterError("make_task() missing 1 required positional argument: 'arglist'");
    return insertNewTask(call, name, params, readTaskOptions(options));
  },
});

/** Owners, the host that runs it and administrators may stop a task. */
async function assertMayCancel(call: Call, taskId: number): Promise<void> {
  const user = call.session?.user;
  if (user) {
    const task = await requireTask(call, taskId);
    if (user.id === task.owner || (user.hostId !== null && user.hostId === task.host_id)) return;
  }
  if (!(await isAdmin(call))) throw new ActionNotAllowed('Cannot cancel task, not owner');
}
export const cancelTask = method({
  name: 'cancelTask',
  doc: 'Cancel a task and, unless told not to, all it started.',
  access: anyone,
  params: [param('task_id', intOrDigits), optional('recurse', flag, true)],
  async run(call, { task_id, recurse }) {
    await assertMayCancel(call, task_id);
    await cancelOne(call, task_id, { recurse });
    return null;
  },
});
export const cancelTaskChildren = method({
  name: 'cancelTaskChildren',
  doc: 'Cancel what a task started, not the task itself.',
  access: loggedIn,
  params: [param('task_id', intOrDigits)],
  async run(call, { task_id }) {
    await assertMayCancel(call, task_id);
    await cancelChildren(call, task_id);
    return null;
  },
});
export const cancelTaskFull = method({
  name: 'cancelTaskFull',
  doc: 'Cancel a whole task group from its top-level task; without strict any task of it may be named.',
  access: permitted('admin'),
  params: [param('task_id', intOrDigits), optional('strict', flag, true)],
  async run(call, { task_id, strict }) {
    await cancelTaskGroup(call, task_id, { strict });
    return null;
  },
});

export const freeTask = method({
  name: 'freeTask',
  doc: 'Take an assigned or open task from its host and put it back into the queue.',
  access: permitted('admin'),
  params: [param('task_id', intOrDigits)],
  async run(call, { task_id }) {
    const task = await requireTask(call, task_id);
    if (task.state === TASK_STATES.FREE) throw new GenericError(`Task ${task_id} is free already`);
    await putBack(call, task);
    return null;
  },
});

export const setTaskPriority = method({
  name: 'setTaskPriority',
  doc: 'Set the priority (lower goes first) of an unfinished task and, by default, of all below it, finished or not.',
  access: permitted('admin'),
  params: [param('task_id', intOrDigits), param('priority', intOrDigits), optional('recurse', flag, true)],
  async run(call, { task_id, priority, recurse }) {
    const task = await requireTask(call, task_id);
    if (isTerminal(task.state)) throw new GenericError(`Task ${task_id} is finished, its priority cannot be changed`);
    for (const each of recurse ? await listTree(call.db, task_id) : [task]) {
      const data = { attribute: 'priority', old: each.priority, new: priority, info: each };
      await call.hooks.emit(call, 'pre', 'TaskStateChange', data);
      await updateTaskPriority(call.db, each.id, priority);
      await call.hooks.emit(call, 'post', 'TaskStateChange', data);
    }
    return null;
  },
});

export const resubmitTask = method({
  name: 'resubmitTask',
  doc: 'Make a failed or canceled top-level task once more. Answers the new id.',
  access: loggedIn,
  params: [param('taskID', intOrDigits)],
  async run(call, { taskID }) {
    const task = orFault(await findTask(call.db, taskID), `No such task: ${taskID}`);
    if (task.state !== TASK_STATES.CANCELED && task.state !== TASK_STATES.FAILED)
      throw new GenericError('only canceled or failed tasks may be resubmitted');
    if (task.parent !== null) throw new GenericError('only top-level tasks may be resubmitted');
    // Upstream faults with 1000 here, not with the code for refusals.
    if (task.owner !== requireUser(call).id && !(await isAdmin(call)))
      throw new GenericError('only the task owner or an admin may resubmit a task');
    return insertNewTask(call, task.method, decodeRequest(task.request), {
      arch: task.arch,
      channel: task.channel_id,
      priority: task.priority ?? undefined,
    });
  },
});

export const restartHosts = method({
  name: 'restartHosts',
  doc: 'Make a task that restarts the builders, all or those of a channel or arch.',
  access: permitted('host'),
  params: [optional('priority', int, 5), optional('options', nullable(struct), null)],
  run(call, { priority, options }) {
    return insertNewTask(call, 'restartHosts', options === null ? [] : [options], { priority });
  },
});
