import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { isErrno, isThere } from '@koji/common/missing-files';
import type { Db } from '../db/database.ts';
import { makeDirectory, syncDirectory } from './durable.ts';
import { temporaryBeside } from './temporary-name.ts';

export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Writes a file as a whole: it is there complete and on the disk, or not at all. A rollback takes a new file away;
 * one that replaces another stays, so only content that is right either way may replace.
 */
export async function writeFileDurably(
  db: Db,
  path: string,
  content: Content,
  options: { readonly replace?: boolean } = {},
): Promise<void> {
  await makeDirectory(db, dirname(path));
  const temporary = temporaryBeside(path);
  try {
    await writeSynced(temporary, content);
    const isNew = !(await isThere(path));
    if (options.replace) await rename(temporary, path);
    else await linkNew(temporary, path);
    if (isNew) db.onRollback(() => rm(path, { force: true }));
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(dirname(path));
}

async function writeSynced(path: string, content: Content): Promise<void> {
  const handle = await open(path, 'wx', 0o644);
  try {
    if (typeof content === 'string' || content instanceof Uint8Array) await handle.writeFile(content);
    else for await (const piece of content) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
async function linkNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) throw new GenericError(`${path} already exists`, { cause: error });
    if (!isErrno(error, 'EPERM') && !isErrno(error, 'ENOTSUP')) throw error;
    // A file system without hard links; nobody else writes below a build that is being changed.
    if (await isThere(path)) throw new GenericError(`${path} already exists`);
    await rename(temporary, path);
  }
}
