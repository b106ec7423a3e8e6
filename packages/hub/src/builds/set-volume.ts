import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { isThere, unlessMissing } from '@koji/common/missing-files';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, nameOf, TAG_UPDATE_TYPES } from '@koji/common/types/states';
import type { Volume } from '@koji/common/types/volume';
import type { Call } from '../rpc/call.ts';
import { markTagsOfBuild } from '../tags/mark-updated.ts';
import { taskFacts } from '../tasks/task-policy-data.ts';
import { copyTree } from '../tree/copy-tree.ts';
import { removeAfterCommit, setAside } from '../tree/remove.ts';
import { replaceLink } from '../tree/replace-link.ts';
import { chooseVolume } from '../volumes/choose-volume.ts';
import { listVolumes } from '../volumes/queries.ts';
import { requireBuild } from './build-key.ts';
import { buildTaskId } from './build-task.ts';
import { updateBuildVolume } from './queries.ts';
import { isElsewhere } from './volume-links.ts';

/**
 * Moves a locked build's files to another volume. They are copied first; the old ones go with the commit, so that there is
 * always one whole copy where the record says.
 */
export async function setBuildVolume(call: Call, build: Build, volume: Volume): Promise<void> {
  if (build.state !== BUILD_STATES.COMPLETE && build.state !== BUILD_STATES.DELETED)
    throw new GenericError(`Build ${build.nvr} is ${nameOf(BUILD_STATES, build.state)}`);
  await assertCanMove(call, build, volume);
  const moved = { ...build, volume_id: volume.id, volume_name: volume.name };
  const [from, to] = [call.layout.build(build), call.layout.build(moved)];
  if (!(await unlessMissing(stat(from)))?.isDirectory()) throw new GenericError(`Build directory missing: ${from}`);
  // A link on the default volume gives way to the build itself.
  if (volume.name === 'DEFAULT' && (await isThere(to))) await setAside(call.db, to);
  await copyTree(call.db, await realpath(from), to);
  const change = { attribute: 'volume_id', old: build.volume_id, new: volume.id };
  await call.hooks.emit(call, 'pre', 'BuildStateChange', { ...change, info: moved });
  await updateBuildVolume(call.db, build.id, volume.id);
  await markTagsOfBuild(call, build.id, TAG_UPDATE_TYPES.VOLUME_CHANGE);
  leaveOldPlace(call, from, to, moved);
  const info = await requireBuild(call.db, build.id);
  await call.hooks.emit(call, 'post', 'BuildStateChange', { ...change, info });
}

/** The old copy goes, and the default volume leads to the new one, only when the record says so too. */
function leaveOldPlace(call: Call, from: string, to: string, moved: Build): void {
  removeAfterCommit(call.db, from);
  if (!isElsewhere(moved)) return;
  const link = call.layout.build({ ...moved, volume_name: 'DEFAULT' });
  call.db.onCommit(() => replaceLink(link, relative(dirname(link), to)));
}

async function assertCanMove(call: Call, build: Build, volume: Volume): Promise<void> {
  const target = call.layout.volume(volume.name);
  if (!(await unlessMissing(stat(target)))?.isDirectory())
    throw new GenericError(`Directory entry missing for volume ${volume.name}`);
  for (const { id, name } of await listVolumes(call.db)) {
    if (id === build.volume_id) continue;
    const directory = call.layout.build({ ...build, volume_name: name });
    const found = await unlessMissing(lstat(directory));
    if (!found || (name === 'DEFAULT' && found.isSymbolicLink())) continue;
    throw new GenericError(
      id === volume.id ? `Destination directory exists: ${directory}` : `Unexpected cross-volume content: ${directory}`,
    );
  }
}

/** Moves a locked build to where the volume policy wants it, if that is elsewhere. */
export async function applyVolumePolicy(call: Call, build: Build, { strict }: { readonly strict: boolean }): Promise<void> {
  const taskId = buildTaskId(build);
  const facts = { build: build.id, ...(taskId === null ? {} : await taskFacts(call, taskId)) };
  const volume = await chooseVolume(call, facts, { strict });
  if (volume && volume.id !== build.volume_id) await setBuildVolume(call, build, volume);
}
