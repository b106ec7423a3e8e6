import type pg from 'pg';
import { DatabaseSession } from './database-session.ts';

/** Runs a step in a transaction of its own, which is rolled back where the step throws. */
export async function inTransaction<T>(
  pool: pg.Pool,
  step: (db: DatabaseSession) => Promise<T>,
  options: { readonly forgettable?: boolean } = {},
): Promise<T> {
  const db = new DatabaseSession(pool, { readOnly: false, ...options });
  let result: T;
  try {
    result = await step(db);
  } catch (error) {
    await db.rollback();
    throw error;
  }
  await db.commit();
  return result;
}
