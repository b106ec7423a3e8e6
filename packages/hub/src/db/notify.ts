import type { Topic } from './bus.ts';
import type { Db } from './database.ts';
import { sql } from './sql.ts';

/** Tells every hub process, once the transaction commits. */
export async function notify(db: Db, topic: Topic, payload: string | number): Promise<void> {
  await db.run(sql`select pg_notify(${topic}, ${String(payload)})`);
}
