import { TASK_STATES } from '@koji/common/types/states';
import type { Call } from '../rpc/call.ts';
import { takeTask } from '../tasks/change-state.ts';
import { endRuns, insertLogMessage, startRun } from './queries.ts';

/** Gives a free task to a host. An override has no run on record, so the scheduler never takes it back. */
export async function assignTaskTo(call: Call, taskId: number, hostId: number, options: { readonly override: boolean }): Promise<boolean> {
  const taken = await takeTask(call, taskId, hostId, TASK_STATES.ASSIGNED);
  if (!taken) return false;
  if (options.override) await endRuns(call.db, taskId);
  else await startRun(call.db, taskId, hostId);
  await insertLogMessage(call.db, options.override ? 'Assigned task by override' : 'Assigning task', { taskId, hostId });
  return true;
}
