import { GenericError } from '@koji/common/errors';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import { defineForegroundTask } from '../task.ts';

/** Checks that this builder has started anew since a restart task ended. */
export const restartVerify = defineForegroundTask({
  method: 'restartVerify',
  async run({ hub, builder }, { task_id: taskId, host }) {
    const task = (await hub.getTaskInfo(taskId, { strict: true })) as { state: number; completion_ts: number | null };
    if (task.state !== TASK_STATES.CLOSED) throw new GenericError(`Stage one restart task is ${nameOf(TASK_STATES, task.state)}`);
    if (host.id !== builder.hostId) throw new GenericError('Host mismatch');
    if (builder.startedAt < (task.completion_ts ?? 0)) {
      throw new GenericError(`Restart failed - start time is ${new Date(builder.startedAt * 1000).toUTCString()}`);
    }
  },
});
