import type { Nvr } from '@koji/common/rpm/nvr';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, type BuildState } from '@koji/common/types/states';
import type { Double } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { extraDocument } from '../db/documents.ts';
import { listRows } from '../db/query-options.ts';
import { allOf, constant, type Sql, sql, when } from '../db/sql.ts';
import { buildColumns, buildSource } from './build-columns.ts';

const fullColumns = { id: sql`build.id`, ...buildColumns, cg_id: sql`build.cg_id`, cg_name: sql`content_generator.name` };
const fullSource = sql`${buildSource} left join content_generator on content_generator.id = build.cg_id`;

export async function findBuild(db: Db, id: number): Promise<Build | undefined> {
  const [row] = await listBuildsWhere(db, sql`build.id = ${id}`);
  return row;
}
export function listBuildsById(db: Db, ids: readonly number[]): Promise<Build[]> {
  return listBuildsWhere(db, sql`build.id = any(${ids}::int[])`);
}
function listBuildsWhere(db: Db, where: Sql): Promise<Build[]> {
  return listRows(db, { columns: fullColumns, from: fullSource, where, defaultOrder: sql`build.id`, documents: extraDocument });
}

export function findBuildIdByNvr(db: Db, { name, version, release }: Nvr): Promise<number | undefined> {
  return db.value(sql`
    select build.id from build join package on package.id = build.pkg_id
    where package.name = ${name} and build.version = ${version} and build.release = ${release}`);
}

/** Holds a build until the transaction ends: nobody else changes or tags it meanwhile. Answers its state. */
export function lockBuild(db: Db, id: number): Promise<BuildState | undefined> {
  return db.value(sql`select state from build where id = ${id} for update`);
}
/** Keeps builds as they are until the transaction ends; others may do so at the same time. Answers their states by id. */
export async function shareBuilds(db: Db, ids: readonly number[]): Promise<Map<number, BuildState>> {
  const rows = await db.rows<{ id: number; state: BuildState }>(
    sql`select id, state from build where id = any(${ids}::int[]) order by id for share`,
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}

export async function nextBuildId(db: Db): Promise<number> {
  return (await db.value<number>(sql`select nextval('build_id_seq')::int`)) as number;
}

export interface BuildRecord {
  readonly packageId: number;
  readonly version: string;
  readonly release: string;
  readonly epoch: number | null;
  readonly draft: boolean;
  readonly state: BuildState;
  readonly volumeId: number;
  readonly taskId: number | null;
  readonly owner: number;
  /** ISO text or null; undefined stands for now. */
  readonly startTime: string | Double | null | undefined;
  readonly completionTime: string | Double | null | undefined;
  readonly source: string | null;
  /** JSON text. */
  readonly extra: string | null;
  readonly cgId: number | null;
}
function moment(value: BuildRecord['startTime']): Sql {
  if (value === undefined) return sql`now()`;
  if (value === null) return sql`null::timestamptz`;
  return typeof value === 'string' ? sql`${value}::timestamptz` : sql`to_timestamp(${value})`;
}
/** False when another call made a build of that name, version and release first. */
export async function insertBuild(db: Db, id: number, event: number, b: BuildRecord): Promise<boolean> {
  const inserted = await db.run(sql`
    insert into build (id, pkg_id, version, release, epoch, draft, state, volume_id, task_id, owner, start_time, completion_time, source, extra, cg_id, create_event)
    values (${id}, ${b.packageId}, ${b.version}, ${b.release}, ${b.epoch}, ${b.draft}, ${b.state}, ${b.volumeId}, ${b.taskId}, ${b.owner},
            ${moment(b.startTime)}, ${moment(b.completionTime)}, ${b.source}, ${b.extra}, ${b.cgId}, ${event})
    on conflict (pkg_id, version, release) do nothing`);
  return inserted === 1;
}
/** Gives a failed or canceled build a new life under its old id. */
export async function reviveBuild(db: Db, id: number, event: number, b: BuildRecord): Promise<void> {
  await db.run(sql`
    update build set state = ${b.state}, task_id = ${b.taskId}, owner = ${b.owner}, start_time = ${moment(b.startTime)},
      completion_time = ${moment(b.completionTime)}, epoch = ${b.epoch}, source = ${b.source}, extra = ${b.extra},
      volume_id = ${b.volumeId}, cg_id = coalesce(${b.cgId}, cg_id), create_event = ${event}
    where id = ${id}`);
}

export async function updateBuildEnd(db: Db, id: number, state: BuildState, volumeId: number | undefined): Promise<void> {
  await db.run(sql`
    update build set state = ${state}, completion_time = now(), volume_id = coalesce(${volumeId ?? null}::int, volume_id) where id = ${id}`);
}
export async function updateBuildOwner(db: Db, id: number, owner: number): Promise<void> {
  await db.run(sql`update build set owner = ${owner} where id = ${id}`);
}
export async function updateCompletionTime(db: Db, id: number, ts: number): Promise<void> {
  await db.run(sql`update build set completion_time = to_timestamp(${ts}::float8) where id = ${id}`);
}
/** Why a build may not be made anew; undefined when nothing stands in the way. */
export async function findRecyclingObstacle(db: Db, id: number): Promise<string | undefined> {
  if (await db.row(sql`select 1 from tag_listing where build_id = ${id} limit 1`)) return 'has tag history';
  if (await db.row(sql`select 1 from rpminfo where build_id = ${id} limit 1`)) return 'has rpm data';
  if (await db.row(sql`select 1 from archiveinfo where build_id = ${id} limit 1`)) return 'has archive data';
  return undefined;
}
export async function deleteTypeRows(db: Db, id: number): Promise<void> {
  await db.run(sql`delete from maven_builds where build_id = ${id}`);
  await db.run(sql`delete from win_builds where build_id = ${id}`);
  await db.run(sql`delete from image_builds where build_id = ${id}`);
  await db.run(sql`delete from build_types where build_id = ${id}`);
}

/** The release of the newest build of a name and version that counts for the next release. */
export function findNewestRelease(db: Db, { name, version }: Pick<Nvr, 'name' | 'version'>): Promise<string | undefined> {
  const states = [BUILD_STATES.COMPLETE, BUILD_STATES.DELETED, BUILD_STATES.BUILDING];
  return db.value(sql`
    select build.release from build join package on package.id = build.pkg_id
    where package.name = ${name} and build.version = ${version} and build.state = any(${states}::int[]) and not build.draft
    order by build.id desc limit 1`);
}

/** Mean seconds of a package's complete builds that a task made, within so many months; null without any. */
export function findAverageDuration(db: Db, packageId: number, months: number | null): Promise<Double | null | undefined> {
  return db.value(sql`
    select extract(epoch from avg(build.completion_time - events.time))::float8
    from build join events on events.id = build.create_event
    where ${allOf([
      sql`build.pkg_id = ${packageId}`,
      sql`build.state = ${constant(BUILD_STATES.COMPLETE)}`,
      sql`(build.task_id is not null or build.extra like '%koji_task_id%')`,
      when(months, (m) => sql`build.completion_time > now() - make_interval(months => ${m}::int)`),
    ])}`);
}

/** Unfinished builds of a task. */
export async function listUnfinishedOf(db: Db, taskId: number): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    sql`select id from build where task_id = ${taskId} and state = ${constant(BUILD_STATES.BUILDING)} order by id`,
  );
  return rows.map((row) => row.id);
}

export function findReservation(db: Db, buildId: number): Promise<{ build_id: number; token: string } | undefined> {
  return db.row(sql`select build_id, token from build_reservations where build_id = ${buildId}`);
}
export async function insertReservation(db: Db, buildId: number, token: string): Promise<void> {
  await db.run(sql`insert into build_reservations (build_id, token, created) values (${buildId}, ${token}, now())`);
}
export async function deleteReservation(db: Db, buildId: number): Promise<void> {
  await db.run(sql`delete from build_reservations where build_id = ${buildId}`);
}

export async function updateBuildState(db: Db, id: number, state: BuildState): Promise<void> {
  await db.run(sql`update build set state = ${state} where id = ${id}`);
}
export async function updateBuildVolume(db: Db, id: number, volumeId: number): Promise<void> {
  await db.run(sql`update build set volume_id = ${volumeId} where id = ${id}`);
}
/** The rpms' draft marks follow by the schema's foreign key. */
export async function promoteBuildRow(db: Db, id: number, release: string, promoter: number): Promise<void> {
  await db.run(sql`
    update build set draft = false, release = ${release}, promoter = ${promoter}, promotion_time = now() where id = ${id}`);
}
export async function resetBuildRow(db: Db, id: number): Promise<void> {
  await db.run(sql`
    update build set state = ${BUILD_STATES.CANCELED}, task_id = null, volume_id = 0, completion_time = coalesce(completion_time, now())
    where id = ${id}`);
}

export async function deleteSignatureRows(db: Db, buildId: number): Promise<void> {
  const rpms = sql`(select id from rpminfo where build_id = ${buildId})`;
  await db.run(sql`delete from rpmsigs where rpm_id in ${rpms}`);
  await db.run(sql`delete from rpm_checksum where rpm_id in ${rpms}`);
}
/** Everything that hangs on a build, and every mention of it: as if it had never had content. */
export async function deleteContentRows(db: Db, buildId: number): Promise<void> {
  const rpms = sql`(select id from rpminfo where build_id = ${buildId})`;
  const archives = sql`(select id from archiveinfo where build_id = ${buildId})`;
  await deleteSignatureRows(db, buildId);
  await db.run(sql`delete from buildroot_listing where rpm_id in ${rpms}`);
  await db.run(sql`delete from archive_rpm_components where rpm_id in ${rpms} or archive_id in ${archives}`);
  await db.run(sql`delete from rpminfo where build_id = ${buildId}`);
  await db.run(sql`delete from maven_archives where archive_id in ${archives}`);
  await db.run(sql`delete from win_archives where archive_id in ${archives}`);
  await db.run(sql`delete from image_archives where archive_id in ${archives}`);
  await db.run(sql`delete from buildroot_archives where archive_id in ${archives}`);
  await db.run(sql`delete from archive_components where archive_id in ${archives} or component_id in ${archives}`);
  await db.run(sql`delete from archiveinfo where build_id = ${buildId}`);
  await deleteTypeRows(db, buildId);
  await db.run(sql`delete from tag_listing where build_id = ${buildId}`);
  await deleteReservation(db, buildId);
}
