import type { Db } from '../../db/database.ts';
import { sql } from '../../db/sql.ts';

/** A message that is to be sent. Properties and body are JSON. */
export interface QueuedMessage {
  readonly id: number;
  readonly address: string;
  readonly props: string;
  readonly body: string;
}

/** Puts a message behind the others and tells the publishers, both once the transaction commits. */
export async function insertMessage(db: Db, { address, props, body }: Omit<QueuedMessage, 'id'>): Promise<void> {
  await db.run(sql`
    with queued as (insert into proton_queue (address, props, body) values (${address}, ${props}::json, ${body}::json))
    select pg_notify('koji_message', '')`);
}
/** The oldest messages of the last hours, without those that are to wait. */
export function listMessages(
  db: Db,
  options: { readonly maxAgeH: number; readonly limit: number; readonly without: readonly number[] },
): Promise<QueuedMessage[]> {
  return db.rows(sql`
    select id, address, props::text as props, body::text as body from proton_queue
    where created_ts >= now() - make_interval(hours => ${options.maxAgeH}) and id <> all(${[...options.without]}::int[])
    order by id limit ${options.limit}`);
}
export async function deleteMessages(db: Db, ids: readonly number[]): Promise<void> {
  await db.run(sql`delete from proton_queue where id = any(${[...ids]}::int[])`);
}
/** The number of those that were older. */
export function deleteMessagesOlderThan(db: Db, hours: number): Promise<number> {
  return db.run(sql`delete from proton_queue where created_ts < now() - make_interval(hours => ${hours})`);
}
