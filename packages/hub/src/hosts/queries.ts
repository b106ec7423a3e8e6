import type { Host } from '@koji/common/types/host';
import type { Double } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { activeAt, allOf, epoch, type Sql, sql, when } from '../db/sql.ts';

const selectHost = sql`
  select host.id, host.user_id, host.name, ${epoch('host.update_time')} as update_ts, host.ready, host.task_load,
         host_config.arches, host_config.capacity, host_config.description, host_config.comment, host_config.enabled
  from host join host_config on host_config.host_id = host.id`;

export function findHost(db: Db, key: number | string, event: number | null = null): Promise<Host | undefined> {
  return db.row<Host>(
    sql`${selectHost} where ${typeof key === 'number' ? sql`host.id = ${key}` : sql`host.name = ${key}`} and ${activeAt(event, 'host_config')}`,
  );
}

export interface HostFilter {
  readonly arches: readonly string[] | null;
  readonly channelId: number | null;
  readonly ready: boolean | null;
  readonly enabled: boolean | null;
  readonly userId: number | null;
}
function hostFilterClause(filter: HostFilter): Sql {
  return allOf([
    sql`host_config.active = true`,
    // An arch is a word of the host's list, not part of one.
    when(
      filter.arches,
      (arches) =>
        sql`exists (select from unnest(${arches}::text[]) as arch where position(' ' || arch || ' ' in ' ' || host_config.arches || ' ') > 0)`,
    ),
    when(
      filter.channelId,
      (id) => sql`host.id in (select host_id from host_channels where channel_id = ${id} and active = true)`,
    ),
    when(filter.ready, (ready) => sql`host.ready = ${ready}`),
    when(filter.enabled, (enabled) => sql`host_config.enabled = ${enabled}`),
    when(filter.userId, (id) => sql`host.user_id = ${id}`),
  ]);
}

export function listHostRows(db: Db, filter: HostFilter): Promise<Host[]> {
  return db.rows(sql`${selectHost} where ${hostFilterClause(filter)} order by host.id`);
}
export async function insertHost(db: Db, userId: number, name: string): Promise<number> {
  return (await db.value<number>(sql`insert into host (user_id, name) values (${userId}, ${name}) returning id`)) as number;
}
/** Answers whether the host was ready before. */
export async function updateHeartbeat(db: Db, hostId: number, load: number, ready: boolean): Promise<boolean> {
  const wasReady = await db.value<boolean>(sql`
    update host set update_time = now(), task_load = ${load}, ready = ${ready}
    from host before where before.id = host.id and host.id = ${hostId} returning before.ready`);
  return wasReady ?? false;
}
export function listHostArches(db: Db): Promise<{ arches: string | null }[]> {
  return db.rows(sql`select distinct arches from host_config where active = true`);
}
/** When any session of the host last called. */
export function findLastHostUpdate(db: Db, hostId: number): Promise<{ time: string | null; ts: Double | null } | undefined> {
  return db.row(sql`
    select max(sessions.update_time) as time, extract(epoch from max(sessions.update_time))::float8 as ts
    from sessions join host on host.user_id = sessions.user_id where host.id = ${hostId}`);
}
