import { LockError } from '@koji/common/errors';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

/** Keeps these locks apart from other advisory locks in the database. */
const seed = 7261;

/**
 * Runs `step` while the file is ours alone among all hub processes. The database keeps the lock because the processes
 * share nothing else, maybe not even a machine, and because it drops it when a process dies.
 */
export async function withUploadLock<T>(db: Db, path: string, step: () => Promise<T>): Promise<T> {
  const locks = await db.run(sql`select where pg_try_advisory_lock(hashtextextended(${path}, ${seed}))`);
  if (locks === 0) throw new LockError(`file is being written: ${path}`);
  try {
    return await step();
  } finally {
    await db.run(sql`select pg_advisory_unlock(hashtextextended(${path}, ${seed}))`);
  }
}
/** Refuses to look at a file that is being written. */
export async function assertNotBeingWritten(db: Db, path: string): Promise<void> {
  const locks = await db.run(sql`select where pg_try_advisory_xact_lock_shared(hashtextextended(${path}, ${seed}))`);
  if (locks === 0) throw new LockError(`file is being written: ${path}`);
}
