import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, nameOf, TASK_STATES } from '@koji/common/types/states';
import type { Hooks } from '../hooks/hooks.ts';
import type { Call } from '../rpc/call.ts';
import { cancelTaskGroup } from '../tasks/cancel-task.ts';
import { lockTask } from '../tasks/queries.ts';
import { requireLockedBuild } from './build-key.ts';
import { endBuild } from './change-state.ts';
import { deleteReservation, listUnfinishedOf } from './queries.ts';

/** Cancels a build that is being made, with the tasks that make it. False for builds that have ended. */
export async function cancelBuild(call: Call, build: Build): Promise<boolean> {
  // The task before the build, as whoever completes it has them: in the other order each could wait for the other.
  if (build.task_id !== null) await lockTask(call.db, build.task_id);
  const taskId = await markCanceled(call, build.id);
  if (taskId === undefined) return false;
  if (taskId !== null) await cancelTaskGroup(call, taskId, { strict: false });
  return true;
}

/** The task that made the build, if any; undefined when there was nothing to cancel. */
async function markCanceled(call: Call, buildId: number): Promise<number | null | undefined> {
  const locked = await requireLockedBuild(call.db, buildId);
  if (locked.state !== BUILD_STATES.BUILDING) return undefined;
  const build = await endBuild(call, locked, BUILD_STATES.CANCELED);
  await deleteReservation(call.db, buildId);
  if (build.task_id !== null) await call.hooks.emit(call, 'post', 'BuildEnd', { build, task_id: build.task_id });
  return build.task_id;
}

/** Tasks know nothing of builds: canceling one takes its unfinished builds along. */
export function subscribeCancelBuilds(hooks: Hooks): void {
  hooks.on('post', 'TaskStateChange', async ({ attribute, new: state, info }, call) => {
    if (attribute !== 'state' || state !== nameOf(TASK_STATES, TASK_STATES.CANCELED) || info.id === undefined) return;
    for (const buildId of await listUnfinishedOf(call.db, info.id)) await markCanceled(call, buildId);
  });
}
