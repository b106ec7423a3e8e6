import { lstat, readlink } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { rootedJoin } from '@koji/common/paths/rooted-join';
import type { Call } from '../rpc/call.ts';
import { moveIntoPlace } from '../tree/move-into-place.ts';
import { findUser } from '../users/queries.ts';

/** Where a task's scratch results are kept: below its owner's name. */
export async function scratchDirectory(call: Call, task: { readonly id: number; readonly owner: number }): Promise<string> {
  const owner = await findUser(call.db, { id: task.owner });
  if (!owner) throw new GenericError(`No such user: ${task.owner}`);
  return call.layout.scratchTask(owner.name, task.id);
}

/**
 * Moves a file of a task's output to the scratch area. A task that was restarted may have moved it before: its link
 * then leads there already.
 */
export async function moveToScratch(call: Call, source: string, directory: string, ...below: readonly string[]): Promise<void> {
  const destination = rootedJoin(directory, ...below);
  const found = await unlessMissing(lstat(source));
  if (found?.isSymbolicLink() && resolve(dirname(source), await readlink(source)) === destination) return;
  await moveIntoPlace(call, source, destination);
}

export function moveFileToScratch(call: Call, source: string, directory: string, subdir = ''): Promise<void> {
  return moveToScratch(call, source, directory, subdir, basename(source));
}
