import { lstat, rename, rm } from 'node:fs/promises';
import { unlessMissing } from '@koji/common/missing-files';
import { removeTree } from '@koji/common/service/remove-tree';
import type { Db } from '../db/database.ts';
import { temporaryBeside } from './temporary-name.ts';

/** Removes a file, link or directory once the commit is through; until then it stays as it is. */
export function removeAfterCommit(db: Db, path: string): void {
  db.onCommit(() => remove(path));
}

/** Frees a name at once. What had it goes with the commit, or comes back with a rollback. */
export async function setAside(db: Db, path: string): Promise<void> {
  const aside = temporaryBeside(path);
  await rename(path, aside);
  db.onRollback(() => rename(aside, path));
  db.onCommit(() => remove(aside));
}

/** Links inside a directory are removed, not followed. Readers see it whole or not at all. */
async function remove(path: string): Promise<void> {
  const found = await unlessMissing(lstat(path));
  if (!found) return;
  if (!found.isDirectory()) {
    await rm(path, { force: true });
    return;
  }
  const aside = temporaryBeside(path);
  await rename(path, aside);
  await removeTree(aside);
}
