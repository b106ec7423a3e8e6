import { lstat } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { draftRelease, formatNvr } from '@koji/common/rpm/nvr';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, type BuildState, nameOf } from '@koji/common/types/states';
import { ensurePackage } from '../packages/ensure-package.ts';
import { requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { setAside } from '../tree/remove.ts';
import { assertValidName } from '../users/names.ts';
import { listVolumes } from '../volumes/queries.ts';
import { findBuildByKey, requireBuild, requireLockedBuild } from './build-key.ts';
import type { BuildRequest } from './build-request.ts';
import { type BuildRecord, deleteTypeRows, findRecyclingObstacle, insertBuild, nextBuildId, reviveBuild } from './queries.ts';

export interface NewBuildOptions {
  readonly state: BuildState;
  readonly owner?: number;
  readonly taskId?: number | null;
  readonly volumeId?: number;
  readonly cgId?: number;
  /** Undefined stands for now. */
  readonly startTime?: BuildRecord['startTime'];
  readonly completionTime?: BuildRecord['startTime'];
  /** Refuses builds that are there, be they failed. */
  readonly strict?: boolean;
}

/**
 * Makes the record of a build. One of the same name, version and release that failed or was canceled is taken up
 * again under its id, unless it left a trace (hub-behaviour.md §11).
 */
export async function newBuild(call: Call, request: BuildRequest, options: NewBuildOptions): Promise<Build> {
  const made = await tryNewBuild(call, request, options);
  if (!made) throw new GenericError(`Build already exists: ${formatNvr(request)}`);
  return made;
}

/** As newBuild; undefined when another call was quicker to make the same one. */
export async function tryNewBuild(call: Call, request: BuildRequest, options: NewBuildOptions): Promise<Build | undefined> {
  const known = await findBuildByKey(call.db, request);
  const record = await recordOf(call, request, options);
  if (known) {
    if (request.draft) throw new GenericError(`Target build already exists: ${known.nvr} (id=${known.id})`);
    if (options.strict) throw new GenericError(`Existing build found: ${known.nvr} (id=${known.id})`);
    return recycle(call, known.id, record);
  }
  const id = await nextBuildId(call.db);
  const release = request.draft ? draftRelease(request.release, id) : request.release;
  const info = { ...request, id, release, state: options.state };
  await call.hooks.emit(call, 'pre', 'BuildStateChange', { attribute: 'state', old: null, new: options.state, info });
  if (!(await insertBuild(call.db, id, await call.event(), { ...record, release }))) return undefined;
  const made = await requireBuild(call.db, id);
  await call.hooks.emit(call, 'post', 'BuildStateChange', { attribute: 'state', old: null, new: options.state, info: made });
  return made;
}

async function recordOf(call: Call, request: BuildRequest, options: NewBuildOptions): Promise<BuildRecord> {
  assertValidName(call.config, 'internal', request.name);
  return {
    packageId: (await ensurePackage(call.db, request.name)).id,
    version: request.version,
    release: request.release,
    epoch: request.epoch,
    draft: request.draft,
    state: options.state,
    volumeId: options.volumeId ?? 0,
    taskId: options.taskId ?? null,
    owner: options.owner ?? requireUser(call).id,
    startTime: options.startTime,
    completionTime: options.state === BUILD_STATES.BUILDING ? null : options.completionTime,
    source: request.source,
    extra: request.extra,
    cgId: options.cgId ?? null,
  };
}

async function recycle(call: Call, id: number, record: BuildRecord): Promise<Build> {
  const known = await requireLockedBuild(call.db, id);
  const { state, task_id } = known;
  if (state === BUILD_STATES.BUILDING) {
    // The task that makes it was restarted.
    if (record.state === state && record.taskId !== null && record.taskId === task_id) return known;
    throw new GenericError(`Build already in progress (task ${task_id})`);
  }
  if (state !== BUILD_STATES.FAILED && state !== BUILD_STATES.CANCELED) {
    throw new GenericError(`Build already exists (id=${known.id}, state=${nameOf(BUILD_STATES, state)}): ${known.nvr}`);
  }
  const obstacle = await findRecyclingObstacle(call.db, known.id);
  if (obstacle !== undefined) throw new GenericError(`Build already exists. Unable to recycle, ${obstacle}`);
  const change = { attribute: 'state', old: state, new: record.state };
  await call.hooks.emit(call, 'pre', 'BuildStateChange', { ...change, info: known });
  await deleteTypeRows(call.db, known.id);
  await reviveBuild(call.db, known.id, await call.event(), record);
  await removeStrayFiles(call, known);
  const revived = await requireBuild(call.db, known.id);
  await call.hooks.emit(call, 'post', 'BuildStateChange', { ...change, info: revived });
  return revived;
}
/** A build that ended badly has no files; what lies there would be mixed with the new ones. */
async function removeStrayFiles(call: Call, build: Build): Promise<void> {
  for (const { name: volume_name } of await listVolumes(call.db)) {
    const directory = call.layout.build({ ...build, volume_name });
    if (!(await unlessMissing(lstat(directory)))) continue;
    call.log.warn({ directory }, 'removing stray files of a build that is made anew');
    await setAside(call.db, directory);
  }
}
