import type { BuildReferences } from '@koji/common/types/build';
import { BUILD_STATES } from '@koji/common/types/states';
import type { Double } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { constant, nothing, type Sql, sql } from '../db/sql.ts';

export interface ReferenceOptions {
  /** So many of each kind at most. */
  readonly limit: number | null;
  /** Stops at the first kind of which there are any. */
  readonly lazy: boolean;
}

/** What a build cannot be deleted for: tags, what was built with it, what contains it; and when a buildroot last had it. */
export async function readReferences(db: Db, buildId: number, { limit, lazy }: ReferenceOptions): Promise<BuildReferences> {
  const bound = limit === null ? nothing : sql` limit ${limit}`;
  const ownRpms = sql`(select id from rpminfo where build_id = ${buildId})`;
  const ownArchives = sql`(select id from archiveinfo where build_id = ${buildId})`;

  const found: BuildReferences = { tags: await listTags(db, buildId) };
  if (lazy && found.tags.length > 0) return found;
  found.rpms = await listRpmsBuiltWith(db, ownRpms, bound);
  if (lazy && found.rpms.length > 0) return found;
  found.component_of = await listArchivesOf(
    db,
    sql`select archive_id from archive_rpm_components where rpm_id in ${ownRpms}`,
    bound,
  );
  if (lazy && found.component_of.length > 0) return found;
  found.archives = await listArchivesBuiltWith(db, ownArchives, bound);
  if (lazy && found.archives.length > 0) return found;
  found.component_of.push(
    ...(await listArchivesOf(db, sql`select archive_id from archive_components where component_id in ${ownArchives}`, bound)),
  );
  if (lazy && found.component_of.length > 0) return found;
  found.last_used = await findLastUse(db, ownRpms, ownArchives);
  return { ...found, images: found.component_of };
}

function listTags(db: Db, buildId: number): Promise<BuildReferences['tags']> {
  return db.rows(sql`
    select tag_listing.tag_id, tag.name from tag_listing join tag on tag.id = tag_listing.tag_id
    where tag_listing.build_id = ${buildId} and tag_listing.active = true order by tag_listing.create_event`);
}
function listRpmsBuiltWith(db: Db, ownRpms: Sql, bound: Sql): Promise<NonNullable<BuildReferences['rpms']>> {
  return db.rows(sql`
    select rpminfo.id, rpminfo.name, rpminfo.version, rpminfo.release, rpminfo.arch, rpminfo.build_id
    from rpminfo join build on build.id = rpminfo.build_id
    where build.state = ${constant(BUILD_STATES.COMPLETE)}
      and rpminfo.buildroot_id in (select buildroot_id from buildroot_listing where rpm_id in ${ownRpms})
    order by rpminfo.id${bound}`);
}
async function listArchivesOf(db: Db, containers: Sql, bound: Sql): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(sql`
    select archiveinfo.id from archiveinfo join build on build.id = archiveinfo.build_id
    where build.state = ${constant(BUILD_STATES.COMPLETE)} and archiveinfo.id in (${containers}) order by archiveinfo.id${bound}`);
  return rows.map((row) => row.id);
}
function listArchivesBuiltWith(db: Db, ownArchives: Sql, bound: Sql): Promise<NonNullable<BuildReferences['archives']>> {
  return db.rows(sql`
    select archiveinfo.id, archiveinfo.type_id, archivetypes.name as type_name, archiveinfo.build_id, archiveinfo.filename
    from archiveinfo join build on build.id = archiveinfo.build_id join archivetypes on archivetypes.id = archiveinfo.type_id
    where build.state = ${constant(BUILD_STATES.COMPLETE)}
      and archiveinfo.buildroot_id in (select buildroot_id from buildroot_archives where archive_id in ${ownArchives})
    order by archiveinfo.id${bound}`);
}
async function findLastUse(db: Db, ownRpms: Sql, ownArchives: Sql): Promise<Double | null> {
  const ts = await db.value<Double | null>(sql`
    select extract(epoch from events.time)::float8 from events where events.id = (
      select max(create_event) from standard_buildroot where buildroot_id in (
        select buildroot_id from buildroot_listing where rpm_id in ${ownRpms}
        union select buildroot_id from buildroot_archives where archive_id in ${ownArchives}))`);
  return ts ?? null;
}
