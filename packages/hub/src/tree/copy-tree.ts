import { constants, copyFile, lstat, mkdir, readdir, readlink, rename, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { isThere } from '@koji/common/missing-files';
import { removeTree } from '@koji/common/service/remove-tree';
import type { Db } from '../db/database.ts';
import { makeDirectory, syncDirectory, syncFile } from './durable.ts';
import { temporaryBeside } from './temporary-name.ts';

/** Copies a directory with links as they are. It appears under its name when all of it is on the disk; a rollback removes it. */
export async function copyTree(db: Db, source: string, destination: string): Promise<void> {
  if (await isThere(destination)) throw new GenericError(`${destination} already exists`);
  await makeDirectory(db, dirname(destination));
  const temporary = temporaryBeside(destination);
  try {
    await copyDirectory(source, temporary);
    await rename(temporary, destination);
  } catch (error) {
    await removeTree(temporary);
    throw error;
  }
  db.onRollback(() => removeTree(destination));
  await syncDirectory(dirname(destination));
}

async function copyDirectory(source: string, destination: string): Promise<void> {
  await mkdir(destination);
  for (const name of await readdir(source)) await copyEntry(join(source, name), join(destination, name));
  await syncDirectory(destination);
}
async function copyEntry(source: string, destination: string): Promise<void> {
  const found = await lstat(source);
  if (found.isDirectory()) await copyDirectory(source, destination);
  else if (found.isSymbolicLink()) await symlink(await readlink(source), destination);
  else if (found.isFile()) {
    await copyFile(source, destination, constants.COPYFILE_FICLONE);
    await utimes(destination, found.atime, found.mtime);
    await syncFile(destination);
  } else throw new GenericError(`${source} is neither file, directory nor link`);
}
