import type { Db } from './database.ts';
import type { Sql } from './sql.ts';

/** The id of the row that an `insert … returning id` has made. */
export async function insertedId(db: Db, insert: Sql): Promise<number> {
  const id = await db.value<number>(insert);
  if (id === undefined) throw new Error('an insert has answered no id');
  return id;
}
