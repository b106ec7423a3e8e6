import { TASK_STATES, type TaskState } from '@koji/common/types/states';
import type { Task } from '@koji/common/types/task';
import type { Double } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { constant, epoch, join, nothing, raw, type Sql, sql } from '../db/sql.ts';

export type TaskRow = Omit<Task, 'request'>;
export interface TaskRowWithRequest extends TaskRow {
  request: string;
}
/** What a task answer holds, by answer key. */
export const taskColumns: Readonly<Record<keyof TaskRow, Sql>> = {
  id: sql`task.id`,
  state: sql`task.state`,
  create_time: sql`task.create_time`,
  create_ts: epoch('task.create_time'),
  start_time: sql`task.start_time`,
  start_ts: epoch('task.start_time'),
  completion_time: sql`task.completion_time`,
  completion_ts: epoch('task.completion_time'),
  channel_id: sql`task.channel_id`,
  host_id: sql`task.host_id`,
  parent: sql`task.parent`,
  label: sql`task.label`,
  waiting: sql`task.waiting`,
  awaited: sql`task.awaited`,
  owner: sql`task.owner`,
  method: sql`task.method`,
  arch: sql`task.arch`,
  priority: sql`task.priority`,
  weight: sql`task.weight`,
};
const columnList = join(
  Object.entries(taskColumns).map(([key, expression]) => sql`${expression} as ${raw(key)}`),
  ', ',
);

export const terminalStates: readonly TaskState[] = [TASK_STATES.CLOSED, TASK_STATES.CANCELED, TASK_STATES.FAILED];
export function isTerminal(state: TaskState): boolean {
  return terminalStates.includes(state);
}

export function findTask(db: Db, id: number): Promise<TaskRowWithRequest | undefined> {
  return db.row(sql`select ${columnList}, task.request from task where id = ${id}`);
}
export function listTasksById(db: Db, ids: readonly number[]): Promise<TaskRowWithRequest[]> {
  return db.rows(sql`select ${columnList}, task.request from task where id = any(${ids}::int[])`);
}
/** The row, held until the transaction ends. */
export function lockTask(db: Db, id: number): Promise<TaskRowWithRequest | undefined> {
  return db.row(sql`select ${columnList}, task.request from task where id = ${id} for update`);
}
export function listChildren(db: Db, parent: number): Promise<TaskRowWithRequest[]> {
  return db.rows(sql`select ${columnList}, task.request from task where parent = ${parent} order by id`);
}
/** A task and everything below it, top first. */
export function listTree(db: Db, root: number): Promise<TaskRowWithRequest[]> {
  return db.rows(sql`
    with recursive tree (id, path) as (
      select id, array[id] from task where id = ${root}
      union all
      select task.id, tree.path || task.id from task join tree on task.parent = tree.id where task.id <> all(tree.path)
    )
    select ${columnList}, task.request from tree join task on task.id = tree.id order by cardinality(tree.path), task.id`);
}
export function findLabelled(db: Db, parent: number, label: string): Promise<number | undefined> {
  return db.value(sql`select id from task where parent = ${parent} and label = ${label}`);
}
export function findResult(db: Db, id: number): Promise<{ state: TaskState; result: string | null } | undefined> {
  return db.row(sql`select state, result from task where id = ${id}`);
}

export interface NewTask {
  readonly state: TaskState;
  readonly owner: number;
  readonly method: string;
  readonly request: string;
  readonly priority: number;
  readonly parent: number | null;
  readonly label: string | null;
  readonly channelId: number;
  readonly arch: string;
  readonly hostId: number | null;
}
export async function insertTask(db: Db, t: NewTask): Promise<number> {
  const id = await db.value<number>(sql`
    insert into task (state, owner, method, request, priority, parent, label, channel_id, arch, host_id)
    values (${t.state}, ${t.owner}, ${t.method}, ${t.request}, ${t.priority}, ${t.parent}, ${t.label}, ${t.channelId}, ${t.arch}, ${t.hostId})
    returning id`);
  return id as number;
}
export function updateTaskState(
  db: Db,
  id: number,
  state: TaskState,
  change: { readonly hostId?: number | null | undefined; readonly result?: string | undefined } = {},
): Promise<TaskRowWithRequest | undefined> {
  const sets = [sql`state = ${state}`];
  if (change.hostId !== undefined) sets.push(sql`host_id = ${change.hostId}`);
  if (change.result !== undefined) sets.push(sql`result = ${change.result}`);
  if (state === TASK_STATES.OPEN) sets.push(sql`start_time = now()`);
  if (isTerminal(state)) sets.push(sql`completion_time = now()`);
  if (state === TASK_STATES.FREE) sets.push(sql`host_id = null`);
  return db.row(sql`update task set ${join(sets, ', ')} where id = ${id} returning ${columnList}, task.request`);
}
export async function updateTaskWeight(db: Db, id: number, weight: number): Promise<void> {
  await db.run(sql`update task set weight = ${weight} where id = ${id}`);
}
export async function updateTaskPriority(db: Db, id: number, priority: number): Promise<void> {
  await db.run(sql`update task set priority = ${priority} where id = ${id}`);
}

/** The open tasks of a host, each with the children whose end it waits for and does not know of yet. */
export function listHostTasks(
  db: Db,
  hostId: number,
): Promise<{ id: number; waiting: boolean | null; weight: Double; ended: number[] }[]> {
  return db.rows(sql`
    select task.id, task.waiting, task.weight,
           array(select child.id from task child
                 where task.waiting and child.parent = task.id and child.awaited and child.state = any(${terminalStates}::int[])
                 order by child.id) as ended
    from task where task.host_id = ${hostId} and task.state = ${constant(TASK_STATES.OPEN)} order by task.id`);
}
export async function updateWaiting(db: Db, parent: number, waiting: boolean): Promise<void> {
  await db.run(sql`update task set waiting = ${waiting} where id = ${parent}`);
}
/** Marks the chosen children awaited and no others; all of them when `ids` is null. */
export async function updateAwaited(db: Db, parent: number, ids: readonly number[] | null): Promise<void> {
  if (ids === null) {
    await db.run(sql`update task set awaited = true where parent = ${parent}`);
    return;
  }
  await db.run(sql`
    update task set awaited = (id = any(${ids}::int[]))
    where parent = ${parent} and (id = any(${ids}::int[]) or awaited)`);
}
export async function clearAwaited(db: Db, parent: number, ids?: readonly number[]): Promise<void> {
  await db.run(sql`update task set awaited = false where parent = ${parent}${ids ? sql` and id = any(${ids}::int[])` : nothing}`);
}
export function listAwaited(db: Db, parent: number): Promise<{ id: number; state: TaskState }[]> {
  return db.rows(sql`select id, state from task where parent = ${parent} and awaited order by id`);
}
export async function listFinishedChildren(db: Db, parent: number): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    sql`select id from task where parent = ${parent} and state = any(${terminalStates}::int[]) order by id`,
  );
  return rows.map((row) => row.id);
}
/** Tells the host that runs a task to look again. */
export async function notifyHostOf(db: Db, taskId: number): Promise<void> {
  await db.run(sql`select pg_notify('koji_host', host_id::text) from task where id = ${taskId} and host_id is not null`);
}
