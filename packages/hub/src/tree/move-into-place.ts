import { copyFile, link, lstat, rename, rm } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { isErrno, unlessMissing } from '@koji/common/missing-files';
import { fileDigest } from '@koji/common/rpm/checksum';
import type { Call } from '../rpc/call.ts';
import { makeDirectory, syncDirectory, syncFile } from './durable.ts';
import { assertNoLinks } from './no-links.ts';
import { replaceLink } from './replace-link.ts';
import { temporaryBeside } from './temporary-name.ts';

/**
 * Moves an uploaded file to its final place and leaves a link behind, unless told otherwise. Until the commit the file stays
 * where it was uploaded, so that a rollback has only the new name to take away. Never overwrites.
 */
export async function moveIntoPlace(
  call: Pick<Call, 'db' | 'layout'>,
  source: string,
  destination: string,
  options: { readonly leaveLink?: boolean } = {},
): Promise<void> {
  const { db } = call;
  await assertPlainFile(call, source);
  await makeDirectory(db, dirname(destination));
  const mayStay = await isLeftover(source, destination);
  if (!mayStay) {
    await linkOrCopy(source, destination);
    db.onRollback(() => rm(destination, { force: true }));
  }
  await syncFile(destination);
  await syncDirectory(dirname(destination));
  if (options.leaveLink ?? true) db.onCommit(() => replaceLink(source, relative(dirname(source), destination)));
  else db.onCommit(() => rm(source, { force: true }));
}

/** Throws GenericError unless the path is a file itself, not a link to one, and is not reached through links below work. */
export async function assertPlainFile({ layout }: Pick<Call, 'layout'>, path: string): Promise<void> {
  const work = layout.work();
  if (path.startsWith(`${work}/`)) await assertNoLinks(work, path);
  const found = await unlessMissing(lstat(path));
  if (!found) throw new GenericError(`No such file: ${path}`);
  if (!found.isFile()) throw new GenericError(`${path} is not a regular file`);
}

/** A process that died before its commit leaves the file in place without a row; the same file may come again. */
async function isLeftover(source: string, destination: string): Promise<boolean> {
  const there = await unlessMissing(lstat(destination));
  if (!there) return false;
  const own = await lstat(source);
  if (there.isFile() && own.size === there.size) {
    if (own.ino === there.ino && own.dev === there.dev) return true;
    if ((await fileDigest(source, 'sha256')) === (await fileDigest(destination, 'sha256'))) return true;
  }
  throw new GenericError(`${destination} already exists`);
}

async function linkOrCopy(source: string, destination: string): Promise<void> {
  try {
    await link(source, destination);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) throw new GenericError(`${destination} already exists`, { cause: error });
    // Another file system, or one without hard links.
    if (!isErrno(error, 'EXDEV') && !isErrno(error, 'EPERM') && !isErrno(error, 'ENOTSUP')) throw error;
    await copyInto(source, destination);
  }
}
async function copyInto(source: string, destination: string): Promise<void> {
  const temporary = temporaryBeside(destination);
  try {
    await copyFile(source, temporary);
    await syncFile(temporary);
    await rename(temporary, destination);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
