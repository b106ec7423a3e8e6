import { ActionNotAllowed, GenericError } from '@koji/common/errors';
import { BR_STATES, type BuildrootState, nameOf } from '@koji/common/types/states';
import { requireHost } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { lockHeldTask } from '../tasks/change-state.ts';
import { lockStandardBuildroot, type StandardBuildroot } from './queries.ts';

/** A buildroot of the calling host, locked; of the named task, which the host must hold, if one is named. */
export async function holdBuildroot(call: Call, id: number, taskId: number | null): Promise<StandardBuildroot> {
  const hostId = requireHost(call);
  if (taskId !== null) await lockHeldTask(call, hostId, taskId);
  const buildroot = await lockStandardBuildroot(call.db, id);
  if (!buildroot) throw new GenericError(`no standard buildroot with ID: ${id}`);
  if (buildroot.host_id !== hostId) throw new ActionNotAllowed(`Host ${hostId} not owner of buildroot ${id}`);
  if (taskId !== null && buildroot.task_id !== taskId)
    throw new ActionNotAllowed(`Task ${taskId} does not have lock on buildroot ${id}`);
  return buildroot;
}

export function assertState(buildroot: StandardBuildroot, wanted: BuildrootState): void {
  if (buildroot.state !== wanted)
    throw new GenericError(`buildroot ${buildroot.id} in wrong state ${nameOf(BR_STATES, buildroot.state)}`);
}
