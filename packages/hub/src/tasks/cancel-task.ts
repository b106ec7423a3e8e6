import { GenericError } from '@koji/common/errors';
import { TASK_STATES } from '@koji/common/types/states';
import type { Call } from '../rpc/call.ts';
import { changeTaskState } from './change-state.ts';
import { isTerminal, listChildren, listTree, lockTask } from './queries.ts';

/**
 * Cancels a task and, by default, what it started. False when it had ended by itself. Its unfinished builds are canceled
 * by the builds domain, which listens to the state change.
 */
export async function cancelTask(call: Call, taskId: number, options: { readonly recurse: boolean }): Promise<boolean> {
  const task = await lockTask(call.db, taskId);
  if (!task) throw new GenericError(`No such task: ${taskId}`);
  if (task.state === TASK_STATES.CANCELED) return true;
  if (isTerminal(task.state)) return false;
  await changeTaskState(call, task, TASK_STATES.CANCELED);
  if (options.recurse) await cancelChildren(call, taskId);
  return true;
}
export async function cancelChildren(call: Call, taskId: number): Promise<void> {
  for (const child of await listChildren(call.db, taskId)) await cancelTask(call, child.id, { recurse: true });
}

/** Cancels a whole task group from its top, below finished tasks too. With strict the id must be the top's. */
export async function cancelTaskGroup(call: Call, taskId: number, options: { readonly strict: boolean }): Promise<void> {
  const root = await topOf(call, taskId, options.strict);
  for (const task of await listTree(call.db, root)) await cancelTask(call, task.id, { recurse: false });
}
async function topOf(call: Call, taskId: number, strict: boolean): Promise<number> {
  const seen = new Set<number>();
  for (let id = taskId; ; ) {
    const task = await lockTask(call.db, id);
    if (!task) throw new GenericError(`No such task: ${id}`);
    if (task.parent === null) return id;
    if (strict) throw new GenericError(`Task ${taskId} is not a top-level task`);
    if (seen.has(id)) throw new GenericError(`Task loop at ${id}`);
    seen.add(id);
    id = task.parent;
  }
}
