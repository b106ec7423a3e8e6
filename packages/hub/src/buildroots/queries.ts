import { GenericError } from '@koji/common/errors';
import type { Buildroot, BuildrootRpm } from '@koji/common/types/buildroot';
import { BR_STATES, BR_TYPES, type BuildrootState } from '@koji/common/types/states';
import type { Db } from '../db/database.ts';
import { extraDocument } from '../db/documents.ts';
import { insertedId } from '../db/inserted-id.ts';
import { type ListQuery, listRows } from '../db/query-options.ts';
import { allOf, epoch, type Sql, sql, when } from '../db/sql.ts';

const columns = {
  id: sql`buildroot.id`,
  br_type: sql`buildroot.br_type`,
  cg_id: sql`buildroot.cg_id`,
  cg_name: sql`content_generator.name`,
  cg_version: sql`buildroot.cg_version`,
  container_type: sql`buildroot.container_type`,
  container_arch: sql`buildroot.container_arch`,
  arch: sql`buildroot.container_arch`,
  host_os: sql`buildroot.host_os`,
  host_arch: sql`buildroot.host_arch`,
  extra: sql`buildroot.extra`,
  state: sql`standard_buildroot.state`,
  task_id: sql`standard_buildroot.task_id`,
  host_id: sql`host.id`,
  host_name: sql`host.name`,
  repo_id: sql`repo.id`,
  repo_state: sql`repo.state`,
  tag_id: sql`tag.id`,
  tag_name: sql`tag.name`,
  create_event_id: sql`created.id`,
  create_event_time: sql`created.time`,
  create_ts: epoch('created.time'),
  retire_event_id: sql`retired.id`,
  retire_event_time: sql`retired.time`,
  retire_ts: epoch('retired.time'),
  repo_create_event_id: sql`repo_created.id`,
  repo_create_event_time: sql`repo_created.time`,
} as const satisfies Record<keyof Buildroot, Sql>;
const source = sql`
  from buildroot
  left join standard_buildroot on standard_buildroot.buildroot_id = buildroot.id
  left join content_generator on content_generator.id = buildroot.cg_id
  left join host on host.id = standard_buildroot.host_id
  left join repo on repo.id = standard_buildroot.repo_id
  left join tag on tag.id = repo.tag_id
  left join events created on created.id = standard_buildroot.create_event
  left join events retired on retired.id = standard_buildroot.retire_event
  left join events repo_created on repo_created.id = repo.create_event`;

export interface BuildrootFilter {
  readonly ids?: readonly number[] | null;
  readonly hostId?: number | null;
  readonly tagId?: number | null;
  readonly states?: readonly number[] | null;
  readonly rpmId?: number | null;
  readonly archiveId?: number | null;
  readonly taskId?: number | null;
  readonly repoId?: number | null;
}
/** The question that listWith or listRows puts. */
export function buildrootQuery(filter: BuildrootFilter): ListQuery {
  const where = allOf([
    when(filter.ids, (ids) => sql`buildroot.id = any(${ids}::int[])`),
    when(filter.hostId, (id) => sql`standard_buildroot.host_id = ${id}`),
    when(filter.tagId, (id) => sql`repo.tag_id = ${id}`),
    when(filter.states, (states) => sql`standard_buildroot.state = any(${states}::int[])`),
    when(filter.rpmId, (id) => isOneOf(sql`select buildroot_id from buildroot_listing where rpm_id = ${id}`)),
    when(filter.archiveId, (id) => isOneOf(sql`select buildroot_id from buildroot_archives where archive_id = ${id}`)),
    when(filter.taskId, (id) => sql`standard_buildroot.task_id = ${id}`),
    when(filter.repoId, (id) => sql`standard_buildroot.repo_id = ${id}`),
  ]);
  // Compatibility: the koji command asks for this order by the column's full name.
  const orderable = { 'buildroot.id': columns.id };
  return { columns, orderable, from: source, where, defaultOrder: columns.id, documents: extraDocument };
}
/** Of so many tables PostgreSQL joins those that are named first before it looks at what they are narrowed to, unless that is a list. */
function isOneOf(ids: Sql): Sql {
  return sql`buildroot.id = any(array(${ids}))`;
}
export async function findBuildroot(db: Db, id: number): Promise<Buildroot | undefined> {
  const [row] = await listRows<Buildroot>(db, buildrootQuery({ ids: [id] }));
  return row;
}

/** Throws GenericError for the first id that is of no buildroot. */
export async function assertBuildrootsExist(db: Db, ids: readonly number[]): Promise<void> {
  const found = new Set(
    (await db.rows<{ id: number }>(sql`select id from buildroot where id = any(${ids}::int[])`)).map((row) => row.id),
  );
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw new GenericError(`no buildroot with ID: ${missing}`);
}

export interface StandardBuildroot {
  readonly id: number;
  readonly host_id: number;
  readonly repo_id: number;
  readonly task_id: number;
  readonly state: BuildrootState;
}
/** A buildroot on one of our hosts, held until the transaction ends; those of content generators have no such row. */
export function lockStandardBuildroot(db: Db, id: number): Promise<StandardBuildroot | undefined> {
  return db.row(
    sql`select buildroot_id as id, host_id, repo_id, task_id, state from standard_buildroot where buildroot_id = ${id} for update`,
  );
}
export async function insertStandardBuildroot(
  db: Db,
  b: { readonly hostId: number; readonly repoId: number; readonly taskId: number; readonly arch: string; readonly event: number },
): Promise<number> {
  const id = await insertedId(
    db,
    sql`insert into buildroot (br_type, container_type, container_arch) values (${BR_TYPES.STANDARD}, 'chroot', ${b.arch}) returning id`,
  );
  await db.run(sql`
    insert into standard_buildroot (buildroot_id, host_id, repo_id, task_id, create_event, state)
    values (${id}, ${b.hostId}, ${b.repoId}, ${b.taskId}, ${b.event}, ${BR_STATES.INIT})`);
  return id;
}
export async function updateBuildrootState(db: Db, id: number, state: BuildrootState, retireEvent: number | null): Promise<void> {
  await db.run(sql`
    update standard_buildroot set state = ${state}, retire_event = coalesce(${retireEvent}::int, retire_event) where buildroot_id = ${id}`);
}

export function listBuildrootRpms(db: Db, id: number): Promise<BuildrootRpm[]> {
  return db.rows(sql`
    select l.rpm_id, l.is_update, rpminfo.name, rpminfo.version, rpminfo.release, rpminfo.epoch, rpminfo.arch, rpminfo.build_id, rpminfo.draft,
           rpminfo.external_repo_id, external_repo.name as external_repo_name
    from buildroot_listing l join rpminfo on rpminfo.id = l.rpm_id join external_repo on external_repo.id = rpminfo.external_repo_id
    where l.buildroot_id = ${id} order by l.rpm_id`);
}
/** Rpms that are listed already stay as they are. */
export async function insertBuildrootRpms(db: Db, id: number, rpmIds: readonly number[], isUpdate: boolean): Promise<void> {
  await db.run(sql`
    insert into buildroot_listing (buildroot_id, rpm_id, is_update)
    select ${id}::int, rpm_id, ${isUpdate}::boolean from (select distinct unnest(${rpmIds}::int[]) as rpm_id) given order by rpm_id
    on conflict do nothing`);
}
export async function insertBuildrootArchives(
  db: Db,
  id: number,
  archiveIds: readonly number[],
  isProject: boolean,
): Promise<void> {
  await db.run(sql`
    insert into buildroot_archives (buildroot_id, archive_id, project_dep)
    select ${id}::int, archive_id, ${isProject}::boolean from (select distinct unnest(${archiveIds}::int[]) as archive_id) given order by archive_id
    on conflict do nothing`);
}
