import type { RepoOptions, RepoRequest } from '@koji/common/types/repo';
import type { Db } from '../db/database.ts';
import { epoch, join, sql } from '../db/sql.ts';

const selectRequest = sql`
  select q.id, q.create_time, ${epoch('q.create_time')} as create_ts, q.owner, users.name as owner_name, q.priority, q.tag_id, tag.name as tag_name,
         q.at_event, q.min_event, q.opts, q.update_time, ${epoch('q.update_time')} as update_ts, q.active, q.task_id, task.state as task_state,
         q.tries, q.repo_id
  from repo_queue q
  join tag on tag.id = q.tag_id
  join users on users.id = q.owner
  left join task on task.id = q.task_id`;

export function findRequest(db: Db, id: number): Promise<RepoRequest | undefined> {
  return db.row<RepoRequest>(sql`${selectRequest} where q.id = ${id}`);
}
/** Requests that nothing serves yet, in the order in which they are worked on. */
export function listWaitingRequests(db: Db): Promise<RepoRequest[]> {
  return db.rows<RepoRequest>(sql`${selectRequest} where q.active and q.repo_id is null order by q.priority, q.id`);
}

export interface RepoWish {
  readonly tagId: number;
  readonly opts: RepoOptions;
  /** Exactly this event, or any from `minEvent` on. */
  readonly atEvent: number | null;
  readonly minEvent: number | null;
}
/** An active request whose repository will serve the wish as well. */
export function findMatchingRequest(db: Db, wish: RepoWish): Promise<RepoRequest | undefined> {
  const event = wish.atEvent === null ? sql`q.min_event >= ${wish.minEvent}` : sql`q.at_event = ${wish.atEvent}`;
  return db.row<RepoRequest>(sql`
    ${selectRequest} where q.tag_id = ${wish.tagId} and q.active and q.opts = ${JSON.stringify(wish.opts)}::jsonb and ${event}
    order by q.priority, q.id limit 1`);
}
export async function insertRequest(
  db: Db,
  wish: RepoWish & { readonly owner: number; readonly priority: number },
): Promise<number> {
  const id = await db.value<number>(sql`
    insert into repo_queue (owner, priority, tag_id, at_event, min_event, opts)
    values (${wish.owner}, ${wish.priority}, ${wish.tagId}, ${wish.atEvent}, ${wish.minEvent}, ${JSON.stringify(wish.opts)}::jsonb)
    returning id`);
  return id as number;
}
export async function updateRequestPriority(db: Db, id: number, priority: number): Promise<void> {
  await db.run(sql`update repo_queue set priority = ${priority} where id = ${id}`);
}

export interface RequestChange {
  readonly taskId?: number | null;
  readonly tries?: number;
  readonly repoId?: number;
  readonly active?: boolean;
}
export async function updateRequest(db: Db, id: number, change: RequestChange): Promise<void> {
  const sets = [sql`update_time = now()`];
  if (change.taskId !== undefined) sets.push(sql`task_id = ${change.taskId}`);
  if (change.tries !== undefined) sets.push(sql`tries = ${change.tries}`);
  if (change.repoId !== undefined) sets.push(sql`repo_id = ${change.repoId}`);
  if (change.active !== undefined) sets.push(sql`active = ${change.active}`);
  await db.run(sql`update repo_queue set ${join(sets, ', ')} where id = ${id}`);
}
/** Gives a repository to every active request that it serves. */
export async function fulfilRequests(
  db: Db,
  repo: { id: number; tag_id: number; create_event: number; opts: RepoOptions; custom_opts: RepoOptions },
): Promise<void> {
  await db.run(sql`
    update repo_queue set repo_id = ${repo.id}, active = false, update_time = now()
    where tag_id = ${repo.tag_id} and active and repo_id is null
      and opts <@ ${JSON.stringify(repo.opts)}::jsonb and opts @> ${JSON.stringify(repo.custom_opts)}::jsonb
      and (min_event <= ${repo.create_event} or at_event = ${repo.create_event})`);
}
/** Finished requests stay a while, for those who ask what became of them. */
export async function deleteOldRequests(db: Db, minutes: number): Promise<void> {
  await db.run(sql`delete from repo_queue where not active and update_time < now() - ${minutes} * interval '1 minute'`);
}
