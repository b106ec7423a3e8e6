import { rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { isThere } from '@koji/common/missing-files';
import { PathLayout } from '@koji/common/paths/layout';
import { targetRelease } from '@koji/common/rpm/nvr';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, nameOf, TAG_UPDATE_TYPES } from '@koji/common/types/states';
import { assertPolicy } from '../policy/engine.ts';
import { requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { markTagsOfBuild } from '../tags/mark-updated.ts';
import { makeDirectory, syncDirectory } from '../tree/durable.ts';
import { findUser } from '../users/queries.ts';
import { describeBuildKey, findBuildByKey, requireBuild, requireLockedBuild } from './build-key.ts';
import { promoteBuildRow } from './queries.ts';
import { applyVolumePolicy } from './set-volume.ts';
import { ensureVolumeLink, isElsewhere } from './volume-links.ts';

/** Makes a complete draft a regular build under the release it aims at. There is no way back. */
export async function promoteBuild(call: Call, id: number, options: { readonly force: boolean }): Promise<Build> {
  const build = await requireLockedBuild(call.db, id);
  const release = await assertCanPromote(call, build);
  const user = (await findUser(call.db, { id: requireUser(call).id })) ?? null;
  await assertPolicy(
    call,
    'draft_promotion',
    { build: build.id, target_release: release, user_id: requireUser(call).id },
    options,
  );
  const data = { draft_release: build.release, target_release: release, user };
  await call.hooks.emit(call, 'pre', 'BuildPromote', { ...data, build });
  await promoteBuildRow(call.db, build.id, release, requireUser(call).id);
  const promoted = await requireBuild(call.db, build.id);
  await moveFiles(call, build, promoted);
  await ensureVolumeLink(call, promoted);
  // The policy may look at the release.
  await applyVolumePolicy(call, promoted, { strict: false });
  await markTagsOfBuild(call, build.id, TAG_UPDATE_TYPES.DRAFT_PROMOTION);
  const final = await requireBuild(call.db, build.id);
  await call.hooks.emit(call, 'post', 'BuildPromote', { ...data, build: final });
  return final;
}

async function assertCanPromote(call: Call, build: Build): Promise<string> {
  const cannot = (reason: string) => new GenericError(`Cannot promote build ${build.nvr}. Reason: ${reason}`);
  if (!build.draft) throw cannot('Not a draft build');
  if (build.state !== BUILD_STATES.COMPLETE) throw cannot(`state (${nameOf(BUILD_STATES, build.state)}) is not COMPLETE.`);
  const target = { name: build.name, version: build.version, release: targetRelease(build.release) };
  if (await findBuildByKey(call.db, target)) throw cannot(`Target build exists: ${describeBuildKey(target)}`);
  return target.release;
}

/**
 * The new path leads to the old one until the commit, then they change places: at no moment is the build without its
 * files, whatever becomes of the process.
 */
async function moveFiles(call: Call, draft: Build, promoted: Build): Promise<void> {
  const [from, to] = [call.layout.build(draft), call.layout.build(promoted)];
  if (!(await isThere(from))) throw new GenericError(`Build directory missing: ${from}`);
  if (await isThere(to)) throw new GenericError(`${to} already exists`);
  await makeDirectory(call.db, dirname(to));
  await symlink(relative(dirname(to), from), to);
  call.db.onRollback(() => rm(to, { force: true }));
  await syncDirectory(dirname(to));
  call.db.onCommit(async () => {
    await rm(to);
    await rename(from, to);
    await symlink(backLink(draft, promoted, from, to), from);
    await syncDirectory(dirname(to));
  });
}
/** From a volume the way back goes over the default one, where the build is found even if it moves again. */
function backLink(draft: Build, promoted: Build, from: string, to: string): string {
  if (!isElsewhere(draft)) return relative(dirname(from), to);
  const onDefault = new PathLayout('/').build({ ...promoted, volume_name: 'DEFAULT' });
  return join('../../../toplink', onDefault);
}
