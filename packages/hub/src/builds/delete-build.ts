import { lstat } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { draftRelease } from '@koji/common/rpm/nvr';
import type { Build, BuildReferences } from '@koji/common/types/build';
import { BUILD_STATES } from '@koji/common/types/states';
import { sql } from '../db/sql.ts';
import { revokeRows } from '../db/versioned.ts';
import type { Call } from '../rpc/call.ts';
import { removeAfterCommit } from '../tree/remove.ts';
import { listVolumes } from '../volumes/queries.ts';
import { requireBuild } from './build-key.ts';
import { deleteContentRows, deleteSignatureRows, resetBuildRow, updateBuildState } from './queries.ts';
import { readReferences } from './references.ts';

/** Removes the files of a locked build that nothing refers to; the record stays. The reason why not, for one that must stay. */
export async function deleteBuild(call: Call, build: Build, minRefAgeS: number): Promise<string | undefined> {
  const obstacle = findObstacle(await readReferences(call.db, build.id, { limit: 10, lazy: true }), minRefAgeS);
  if (obstacle !== undefined) return obstacle;
  const change = { attribute: 'state', old: build.state, new: BUILD_STATES.DELETED };
  await call.hooks.emit(call, 'pre', 'BuildStateChange', { ...change, info: build });
  await deleteSignatureRows(call.db, build.id);
  await revokeRows(call, 'tag_listing', sql`build_id = ${build.id}`);
  await updateBuildState(call.db, build.id, BUILD_STATES.DELETED);
  await removeFiles(call, build);
  const info = await requireBuild(call.db, build.id);
  await call.hooks.emit(call, 'post', 'BuildStateChange', { ...change, info });
  call.log.warn({ build: build.nvr, user: call.session?.user.name }, 'deleted a build');
  return undefined;
}

function findObstacle(references: BuildReferences, minRefAgeS: number): string | undefined {
  const { tags, rpms = [], archives = [], component_of = [], last_used } = references;
  if (tags.length > 0) return `tagged: ${tags.map((tag) => tag.name).join(', ')}`;
  if (rpms.length > 0) return `used in buildroots of rpms ${rpms.map((rpm) => rpm.id).join(', ')}`;
  if (archives.length > 0) return `used in buildroots of archives ${archives.map((archive) => archive.id).join(', ')}`;
  if (component_of.length > 0) return `used as component of ${component_of.join(', ')}`;
  if (last_used && Date.now() / 1000 - last_used.value < minRefAgeS) return 'used in recent buildroot';
  return undefined;
}

/** Throws away all a locked build consists of, whatever refers to it. What is left can be made anew. */
export async function resetBuild(call: Call, build: Build): Promise<void> {
  const change = { attribute: 'state', old: build.state, new: BUILD_STATES.CANCELED };
  await call.hooks.emit(call, 'pre', 'BuildStateChange', { ...change, info: build });
  await deleteContentRows(call.db, build.id);
  await resetBuildRow(call.db, build.id);
  await removeFiles(call, build);
  const info = await requireBuild(call.db, build.id);
  await call.hooks.emit(call, 'post', 'BuildStateChange', { ...change, info });
  call.log.warn({ build: build.nvr, user: call.session?.user.name }, 'reset a build');
}

async function removeFiles(call: Call, build: Build): Promise<void> {
  for (const link of await linksTo(call, build)) await removeLink(call, link);
  removeAfterCommit(call.db, call.layout.build(build));
}
/** The link on the default volume, and those that lead from where the build was as a draft, on whatever volume. */
async function linksTo(call: Call, build: Build): Promise<string[]> {
  const links = build.volume_name === 'DEFAULT' ? [] : [call.layout.build({ ...build, volume_name: 'DEFAULT' })];
  if (build.draft) return links;
  const release = draftRelease(build.release, build.id);
  return [
    ...links,
    ...(await listVolumes(call.db)).map(({ name }) => call.layout.build({ ...build, release, volume_name: name })),
  ];
}
async function removeLink(call: Call, path: string): Promise<void> {
  if ((await unlessMissing(lstat(path)))?.isSymbolicLink()) removeAfterCommit(call.db, path);
}

export function cannotDelete(reason: string): GenericError {
  return new GenericError(`Cannot delete build, ${reason}`);
}
