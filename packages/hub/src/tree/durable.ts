import { mkdir, open, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isErrno } from '@koji/common/missing-files';
import type { Db } from '../db/database.ts';

/** Returns once the file's data is on the disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Returns once the names in a directory are on the disk. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Network file systems that cannot, sync at once anyway.
    if (!isErrno(error, 'EINVAL') && !isErrno(error, 'ENOTSUP')) throw error;
  } finally {
    await handle.close();
  }
}

/** Makes a directory with its parents; a rollback removes what of them is empty again. */
export async function makeDirectory(db: Db, path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  db.onRollback(() => removeEmpty(path, dirname(first)));
  for (let made = path; made !== dirname(first); made = dirname(made)) await syncDirectory(dirname(made));
}

async function removeEmpty(path: string, end: string): Promise<void> {
  for (let directory = path; directory !== end; directory = dirname(directory)) {
    try {
      await rmdir(directory);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) continue;
      if (isErrno(error, 'ENOTEMPTY') || isErrno(error, 'EEXIST')) return;
      throw error;
    }
  }
}
