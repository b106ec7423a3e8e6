import type { ActiveRepo, Repo, RepoOptions, RepoReference } from '@koji/common/types/repo';
import { BR_STATES, REPO_STATES, type RepoState } from '@koji/common/types/states';
import type { Db } from '../db/database.ts';
import { allOf, constant, epoch, type Sql, sql, when } from '../db/sql.ts';

const selectRepo = sql`
  select repo.id, repo.tag_id, tag.name as tag_name, repo.creation_time, ${epoch('repo.creation_time')} as creation_ts, repo.state, repo.state_time,
         ${epoch('repo.state_time')} as state_ts, repo.create_event, ${epoch('create_ev.time')} as create_ts, repo.begin_event,
         ${epoch('begin_ev.time')} as begin_ts, repo.end_event, ${epoch('end_ev.time')} as end_ts, repo.dist, repo.opts, repo.custom_opts,
         repo.task_id, task.state as task_state
  from repo
  join tag on tag.id = repo.tag_id
  join events create_ev on create_ev.id = repo.create_event
  left join events begin_ev on begin_ev.id = repo.begin_event
  left join events end_ev on end_ev.id = repo.end_event
  left join task on task.id = repo.task_id`;

export function findRepo(db: Db, id: number): Promise<Repo | undefined> {
  return db.row<Repo>(sql`${selectRepo} where repo.id = ${id}`);
}
/** The state, held until the transaction ends. */
export function lockRepo(db: Db, id: number): Promise<{ state: RepoState } | undefined> {
  return db.row(sql`select state from repo where id = ${id} for update`);
}

export interface RepoFilter {
  readonly tagId: number;
  readonly dist: boolean;
  readonly state?: RepoState | null;
  readonly minEvent?: number | null;
  readonly maxEvent?: number | null;
  readonly atEvent?: number | null;
  /** All of these options and no custom ones beside them. */
  readonly opts?: RepoOptions;
}
function repoClause(filter: RepoFilter): Sql {
  return allOf([
    sql`repo.tag_id = ${filter.tagId}`,
    sql`repo.dist is ${filter.dist ? sql`true` : sql`false`}`,
    when(filter.state, (state) => sql`repo.state = ${state}`),
    when(filter.minEvent, (event) => sql`repo.create_event >= ${event}`),
    when(filter.maxEvent, (event) => sql`repo.create_event <= ${event}`),
    when(filter.atEvent, (event) => sql`repo.create_event = ${event}`),
    when(
      filter.opts,
      (opts) => sql`repo.opts @> ${JSON.stringify(opts)}::jsonb and repo.custom_opts <@ ${JSON.stringify(opts)}::jsonb`,
    ),
  ]);
}
/** The one whose contents are from the latest event. */
export function findNewestRepo(db: Db, filter: RepoFilter): Promise<Repo | undefined> {
  return db.row<Repo>(sql`${selectRepo} where ${repoClause(filter)} order by repo.create_event desc limit 1`);
}
/** The one that was made last. */
export function findLastMadeRepo(db: Db, filter: RepoFilter): Promise<Repo | undefined> {
  return db.row<Repo>(sql`${selectRepo} where ${repoClause(filter)} order by repo.creation_time desc limit 1`);
}
export async function hasNewerRepo(db: Db, repo: Pick<Repo, 'tag_id' | 'create_event' | 'dist'>): Promise<boolean> {
  const row = await db.row(sql`
    select 1 from repo
    where tag_id = ${repo.tag_id} and state = ${constant(REPO_STATES.READY)} and create_event > ${repo.create_event}
      and ${repo.dist ? sql`dist is true` : sql`custom_opts = '{}'::jsonb`} limit 1`);
  return row !== undefined;
}
export function listActiveRepos(db: Db): Promise<ActiveRepo[]> {
  return db.rows<ActiveRepo>(sql`
    select repo.id, repo.tag_id, repo.create_event, ${epoch('events.time')} as create_ts, repo.state, repo.dist, repo.task_id, tag.name as tag_name,
           ${epoch('repo.creation_time')} as creation_ts, ${epoch('repo.state_time')} as state_ts, repo.end_event, repo.opts
    from repo join tag on tag.id = repo.tag_id join events on events.id = repo.create_event
    where repo.state <> ${REPO_STATES.DELETED}`);
}
export function listCurrentRepos(db: Db): Promise<{ id: number; tag_id: number; create_event: number }[]> {
  return db.rows(
    sql`select id, tag_id, create_event from repo where end_event is null and state = ${constant(REPO_STATES.READY)} order by id`,
  );
}
/** Buildroots that still use a repository. */
export function listReferences(db: Db, repoId: number): Promise<RepoReference[]> {
  return db.rows<RepoReference>(sql`
    select buildroot_id as id, host_id, task_id, create_event, state from standard_buildroot
    where repo_id = ${repoId} and retire_event is null and state is distinct from ${BR_STATES.EXPIRED}`);
}

export interface RepoRecord {
  readonly tagId: number;
  readonly createEvent: number;
  readonly beginEvent: number | null;
  readonly endEvent: number | null;
  readonly dist: boolean;
  readonly opts: RepoOptions | null;
  readonly customOpts: RepoOptions | null;
  readonly taskId: number | null;
}
export async function insertRepo(db: Db, r: RepoRecord): Promise<number> {
  const json = (value: RepoOptions | null) => (value === null ? null : JSON.stringify(value));
  const id = await db.value<number>(sql`
    insert into repo (create_event, begin_event, end_event, tag_id, state, dist, opts, custom_opts, task_id)
    values (${r.createEvent}, ${r.beginEvent}, ${r.endEvent}, ${r.tagId}, ${REPO_STATES.INIT}, ${r.dist}, ${json(r.opts)}::jsonb,
            ${json(r.customOpts)}::jsonb, ${r.taskId})
    returning id`);
  return id as number;
}
export async function updateRepoState(db: Db, id: number, state: RepoState): Promise<void> {
  await db.run(sql`update repo set state = ${state}, state_time = now() where id = ${id}`);
}
export async function updateEndEvent(db: Db, id: number, event: number): Promise<void> {
  await db.run(sql`update repo set end_event = ${event} where id = ${id}`);
}
