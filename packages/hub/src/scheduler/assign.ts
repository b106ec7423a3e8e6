import { TASK_STATES } from '@koji/common/types/states';
import type { Call } from '../rpc/call.ts';
import { takeTask } from '../tasks/change-state.ts';
import { endRuns, insertLogMessage, startRun } from './queries.ts';

/**
 * Gives a task to a host, one that another has only with force. An override has no run on record, so the scheduler
 * never takes it back.
 */
export async function assignTaskTo(
  call: Call,
  taskId: number,
  hostId: number,
  options: { readonly force?: boolean; readonly override: boolean },
): Promise<boolean> {
  const taken = await takeTask(call, taskId, hostId, TASK_STATES.ASSIGNED, options);
  if (!taken) {
    await insertLogMessage(call.db, 'Assignment failed', { taskId, hostId });
    return false;
  }
  if (options.override) await endRuns(call.db, taskId);
  else await startRun(call.db, taskId, hostId);
  await insertLogMessage(call.db, options.override ? 'Assigning task (override)' : 'Assigning task', { taskId, hostId });
  return true;
}
