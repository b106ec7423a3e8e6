import { TASK_STATES } from '@koji/common/types/states';
import type { AssignedTask } from '@koji/common/types/task';
import type { Double, WireValue } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { constant, epoch, sql } from '../db/sql.ts';

export interface Refusal {
  readonly taskId: number;
  readonly hostId: number;
  readonly soft: boolean;
  readonly byHost: boolean;
  readonly message: string;
}
/** Notes that a host will not have a task, or should not. */
export async function recordRefusal(db: Db, r: Refusal): Promise<void> {
  await db.run(sql`
    insert into scheduler_task_refusals (task_id, host_id, soft, by_host, msg) values (${r.taskId}, ${r.hostId}, ${r.soft}, ${r.byHost}, ${r.message})
    on conflict (task_id, host_id) do update set soft = excluded.soft, by_host = excluded.by_host, msg = excluded.msg, time = now()`);
  await insertLogMessage(db, `Host refused task: ${r.message}`, { taskId: r.taskId, hostId: r.hostId });
}
/** Refusals of finished tasks go, and soft ones once they are old enough to be asked again. */
export async function deleteStaleRefusals(db: Db, softTimeoutS: number): Promise<void> {
  await db.run(sql`
    delete from scheduler_task_refusals r using task
    where task.id = r.task_id
      and (task.state not in (${constant(TASK_STATES.FREE)}, ${constant(TASK_STATES.ASSIGNED)}, ${constant(TASK_STATES.OPEN)})
           or (r.soft and r.time < now() - ${softTimeoutS} * interval '1 second'))`);
}
export function listRefusals(db: Db): Promise<{ task_id: number; host_id: number }[]> {
  return db.rows(sql`select task_id, host_id from scheduler_task_refusals`);
}

export async function insertLogMessage(
  db: Db,
  message: string,
  about: { taskId?: number | null; hostId?: number | null },
): Promise<void> {
  await db.run(
    sql`insert into scheduler_log_messages (task_id, host_id, msg) values (${about.taskId ?? null}, ${about.hostId ?? null}, ${message})`,
  );
}

export function listChannelHosts(db: Db, channelId: number): Promise<{ id: number; arches: string | null }[]> {
  return db.rows(sql`
    select host.id, host_config.arches from host
    join host_config on host_config.host_id = host.id and host_config.active = true
    join host_channels on host_channels.host_id = host.id and host_channels.active = true
    where host_channels.channel_id = ${channelId}`);
}

export interface SchedulableHost {
  id: number;
  arches: string | null;
  capacity: Double;
  ready: boolean;
  /** Seconds since the host was last heard of; null when never. */
  silent: Double | null;
  channels: number[];
  maxjobs: number | null;
}
export function listSchedulableHosts(db: Db): Promise<SchedulableHost[]> {
  return db.rows(sql`
    select host.id, host_config.arches, host_config.capacity, host.ready,
           extract(epoch from now() - host.update_time)::float8 as silent,
           (select coalesce(array_agg(c.channel_id), '{}') from host_channels c join channels on channels.id = c.channel_id
            where c.host_id = host.id and c.active = true and channels.enabled) as channels,
           (d.data ->> 'maxjobs')::int as maxjobs
    from host
    join host_config on host_config.host_id = host.id and host_config.active = true
    left join scheduler_host_data d on d.host_id = host.id
    where host_config.enabled
    order by host.id`);
}
export async function markNotReady(db: Db, hostId: number): Promise<void> {
  await db.run(sql`update host set ready = false where id = ${hostId}`);
}

export interface ActiveTask {
  id: number;
  state: number;
  host_id: number | null;
  weight: Double;
  waiting: boolean | null;
  run_id: number | null;
  /** Seconds since the current run was assigned. */
  assigned_for: Double | null;
  /** The host has been heard of since the assignment. */
  seen_since: boolean | null;
}
export function listActiveTasks(db: Db): Promise<ActiveTask[]> {
  return db.rows(sql`
    select task.id, task.state, task.host_id, task.weight, task.waiting, run.id as run_id,
           extract(epoch from now() - run.create_time)::float8 as assigned_for,
           host.update_time > run.create_time as seen_since
    from task
    left join scheduler_task_runs run on run.task_id = task.id and run.active
    left join host on host.id = task.host_id
    where task.state in (${constant(TASK_STATES.ASSIGNED)}, ${constant(TASK_STATES.OPEN)})
    order by task.id`);
}
export interface FreeTask {
  id: number;
  channel_id: number;
  arch: string;
  weight: Double;
}
export function listFreeTasks(db: Db): Promise<FreeTask[]> {
  return db.rows(sql`
    select id, channel_id, arch, weight from task
    where state = ${constant(TASK_STATES.FREE)} order by priority, create_time limit 1000`);
}

/** The run that is going on, if any, ends; a new one begins. */
export async function startRun(db: Db, taskId: number, hostId: number): Promise<void> {
  await endRuns(db, taskId);
  await db.run(sql`insert into scheduler_task_runs (task_id, host_id) values (${taskId}, ${hostId})`);
}
export async function endRuns(db: Db, taskId: number): Promise<void> {
  await db.run(sql`update scheduler_task_runs set active = false where task_id = ${taskId} and active`);
}
export async function endStaleRuns(db: Db): Promise<void> {
  await db.run(sql`
    update scheduler_task_runs run set active = false from task
    where run.active and task.id = run.task_id and task.state not in (${constant(TASK_STATES.ASSIGNED)}, ${constant(TASK_STATES.OPEN)})`);
}

/** Seconds since the scheduler last ran; null when it never did. Negative when the clock went back. */
export async function readLastRunAge(db: Db): Promise<number | null> {
  const age = await db.value<Double | null>(sql`
    select extract(epoch from clock_timestamp())::float8 - (data #>> '{}')::float8 from scheduler_sys_data where name = 'last_run_ts'`);
  return age?.value ?? null;
}
export async function readClock(db: Db): Promise<number> {
  return (await db.value<Double>(sql`select extract(epoch from clock_timestamp())::float8`))?.value ?? 0;
}
export async function ranSince(db: Db, moment: number): Promise<boolean> {
  return (
    (await db.value<boolean>(
      sql`select (data #>> '{}')::float8 > ${moment} from scheduler_sys_data where name = 'last_run_ts'`,
    )) ?? false
  );
}
export async function hasFreeTasks(db: Db): Promise<boolean> {
  return (await db.value<boolean>(sql`select exists (select 1 from task where state = ${constant(TASK_STATES.FREE)})`)) ?? false;
}
export async function writeLastRun(db: Db): Promise<void> {
  await db.run(sql`
    insert into scheduler_sys_data (name, data) values ('last_run_ts', to_jsonb(extract(epoch from clock_timestamp())))
    on conflict (name) do update set data = excluded.data`);
}
export function listHostData(db: Db, hostId: number | null): Promise<{ host_id: number; data: WireValue }[]> {
  return db.rows(
    sql`select host_id, data from scheduler_host_data where ${hostId === null ? sql`true` : sql`host_id = ${hostId}`} order by host_id`,
  );
}
export async function upsertHostData(db: Db, hostId: number, data: unknown): Promise<void> {
  await db.run(sql`
    insert into scheduler_host_data (host_id, data) values (${hostId}, ${JSON.stringify(data)}::jsonb)
    on conflict (host_id) do update set data = excluded.data where scheduler_host_data.data is distinct from excluded.data`);
}

export function listAssigned(db: Db, hostId: number): Promise<AssignedTask[]> {
  return db.rows(sql`
    select id, state, channel_id, host_id, arch, method, priority, ${epoch('create_time')} as create_ts from task
    where host_id = ${hostId} and state = ${constant(TASK_STATES.ASSIGNED)} order by priority, create_time`);
}
