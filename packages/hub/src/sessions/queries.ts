import type { SessionInfo } from '@koji/common/types/session-info';
import type { Db } from '../db/database.ts';
import { epoch, sql } from '../db/sql.ts';

export type SessionInfoRow = Required<SessionInfo>;
const sessionColumns = sql`
  id, user_id, hostip, authtype, callnum, exclusive, expired, master,
  start_time, ${epoch('start_time')} as start_ts, update_time, ${epoch('update_time')} as update_ts,
  renew_time, ${epoch('renew_time')} as renew_ts`;

export function findSession(db: Db, id: number): Promise<SessionInfoRow | undefined> {
  return db.row(sql`select ${sessionColumns} from sessions where id = ${id}`);
}
export function listLiveSessions(db: Db, userId: number): Promise<SessionInfoRow[]> {
  return db.rows(
    sql`select ${sessionColumns} from sessions where user_id = ${userId} and not expired and not closed order by id desc`,
  );
}
export interface NewSession {
  readonly userId: number;
  readonly keyHash: string;
  readonly hostip: string;
  readonly authtype: number;
  readonly master: number | null;
}
export async function insertSession(db: Db, s: NewSession): Promise<number> {
  const id = await db.value<number>(sql`
    insert into sessions (user_id, key, hostip, authtype, master)
    values (${s.userId}, ${s.keyHash}, ${s.hostip}, ${s.authtype}, ${s.master}) returning id`);
  return id as number;
}
/** A renewed session starts counting its calls anew, as its client does. */
export async function renewSession(db: Db, id: number, keyHash: string): Promise<void> {
  await db.run(
    sql`update sessions set key = ${keyHash}, renew_time = now(), update_time = now(), expired = false, callnum = null where id = ${id}`,
  );
}
/** Closes a session and those opened under it. */
export async function closeSession(db: Db, id: number): Promise<void> {
  await db.run(sql`update sessions set expired = true, exclusive = null, closed = true where id = ${id} or master = ${id}`);
}
/** Subsessions go before their masters, which stay as long as one of them is in use. Answers how many are gone. */
export function deleteIdleSessions(db: Db, days: number, limit: number): Promise<number> {
  return db.run(sql`
    delete from sessions where id in (
      select s.id from sessions s
      where s.update_time < now() - make_interval(days => ${days})
        and not exists (select from sessions sub where sub.master = s.id)
      limit ${limit} for update skip locked)`);
}
export function lockUser(db: Db, userId: number): Promise<unknown> {
  return db.row(sql`select id from users where id = ${userId} for update`);
}
export function findExclusiveSession(db: Db, userId: number): Promise<{ id: number } | undefined> {
  return db.row(sql`select id from sessions where user_id = ${userId} and exclusive and not closed for update`);
}
export async function updateExclusive(db: Db, id: number, exclusive: true | null): Promise<void> {
  await db.run(sql`update sessions set exclusive = ${exclusive} where id = ${id}`);
}
