import { rename, rm } from 'node:fs/promises';
import type { Db } from '../db/database.ts';
import { temporaryBeside } from './move-into-place.ts';

/**
 * Takes a file or directory away: its name is free at once, its content goes with the commit, and a rollback puts it
 * back. Links inside are removed, not followed.
 */
export async function removeAfterCommit(db: Db, path: string): Promise<void> {
  const aside = temporaryBeside(path);
  await rename(path, aside);
  db.onRollback(() => rename(aside, path));
  db.onCommit(() => rm(aside, { recursive: true, force: true }));
}
