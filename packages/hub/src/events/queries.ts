import type { Event } from '@koji/common/types/event';
import type { Db } from '../db/database.ts';
import { epoch, sql } from '../db/sql.ts';

export function findEvent(db: Db, id: number): Promise<Event | undefined> {
  return db.row(sql`select id, ${epoch('time')} as ts from events where id = ${id}`);
}
/** The newest event, or the newest strictly before a moment. By time: going back through the ids could mean reading them all. */
export function findLastEvent(db: Db, before: number | null): Promise<Event | undefined> {
  if (before === null) return db.row(sql`select id, ${epoch('time')} as ts from events order by id desc limit 1`);
  return db.row(sql`
    select id, ${epoch('time')} as ts from events
    where time <= to_timestamp(${before}) and ${epoch('time')} < ${before}
    order by time desc, id desc limit 1`);
}

/** So many new events, in their order. */
export async function insertEvents(db: Db, count: number): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    sql`insert into events (time) select clock_timestamp() from generate_series(1, ${count}) returning id`,
  );
  return rows.map((row) => row.id).sort((a, b) => a - b);
}
