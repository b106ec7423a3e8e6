import { GenericError } from '@koji/common/errors';
import type { BuildPlace } from '@koji/common/paths/layout';
import type { TaggedArchive } from '@koji/common/types/archive';
import type { TaggedBuild } from '@koji/common/types/build';
import type { TaggedRpm } from '@koji/common/types/rpm';
import { buildColumns, buildJoins, draftFilter } from '../builds/build-columns.ts';
import type { Db } from '../db/database.ts';
import { extraDocument } from '../db/documents.ts';
import { selectWith, withColumns } from '../db/query-options.ts';
import { allOf, nothing, type Sql, sql, when } from '../db/sql.ts';
import { selectTagged, type TaggedFilter, type TaggedSelection } from './tagged-builds.ts';

const {
  creation_ts: _1,
  start_ts: _2,
  completion_ts: _3,
  promotion_ts: _4,
  source: _5,
  extra,
  ...identityColumns
} = buildColumns;
const taggedColumns = {
  tag_id: sql`tagged.tag_id`,
  tag_name: sql`tag.name`,
  id: sql`build.id`,
  ...identityColumns,
  create_event: sql`tagged.create_event`,
};
const extraColumn = { extra };

/** Tagged builds, nearest tag first, in each the most recently tagged first. Read as they are consumed. */
export async function readTaggedBuilds(
  db: Db,
  filter: TaggedFilter,
  options: { readonly extra?: boolean } = {},
): Promise<AsyncIterable<TaggedBuild>> {
  return streamBuilds(db, await selectTagged(db, filter), options.extra ?? false);
}
/** Their ids, the one tagged first in front: the order in which they are to be tagged elsewhere. */
export async function readTaggingOrder(db: Db, filter: TaggedFilter): Promise<number[]> {
  const { tagged } = await selectTagged(db, filter);
  return [...tagged.columns(0, tagged.length).buildIds].reverse();
}
/** So many at a time: their rows take about as much memory as a piece of an answer. */
const atATime = 100;

function streamBuilds(db: Db, { tagged, type }: TaggedSelection, withExtra: boolean): AsyncIterable<TaggedBuild> {
  const columns = withColumns(withColumns(taggedColumns, type.columns), withExtra ? extraColumn : undefined);
  const starts = Array.from({ length: Math.ceil(tagged.length / atATime) }, (_, part) => part * atATime);
  const query = (start: number) => {
    const { buildIds, tagIds, createEvents } = tagged.columns(start, start + atATime);
    const source = sql`
      from unnest(${buildIds}::int[], ${tagIds}::int[], ${createEvents}::int[]) with ordinality
           as tagged (build_id, tag_id, create_event, place)
      join tag on tag.id = tagged.tag_id join build on build.id = tagged.build_id ${buildJoins} ${type.source}`;
    return selectWith({ columns, from: source, where: sql`true`, defaultOrder: sql`tagged.place` }, null);
  };
  return db.streamAll<TaggedBuild, number>(starts, query, withExtra ? { documents: extraDocument } : {});
}

/** Where the builds have their files, by id. */
export async function readTaggedPlaces(db: Db, filter: TaggedFilter): Promise<Map<number, BuildPlace>> {
  const { tagged } = await selectTagged(db, filter);
  const places = db.stream<BuildPlace & { build_id: number }>(sql`
    select build.id as build_id, package.name, build.version, build.release, volume.name as volume_name
    from build join package on package.id = build.pkg_id join volume on volume.id = build.volume_id
    where build.id = any(${tagged.distinctBuildIds()}::int[])`);
  const byId = new Map<number, BuildPlace>();
  for await (const builds of places.batches()) for (const build of builds) byId.set(build.build_id, build);
  return byId;
}
export interface TaggedRpmOptions {
  readonly arches: readonly string[] | null;
  /** A row for each signature of an rpm instead of one. */
  readonly signatures: boolean;
  readonly extra: boolean;
}
/** The rpms of tagged builds, and the builds. The second list is read when the first is through. */
export async function readTaggedRpms(
  db: Db,
  filter: TaggedFilter,
  options: TaggedRpmOptions,
): Promise<[AsyncIterable<TaggedRpm>, AsyncIterable<TaggedBuild>]> {
  const selection = await selectTagged(db, filter);
  const rpms = sql`
    select rpminfo.id, rpminfo.name, rpminfo.version, rpminfo.release, rpminfo.epoch, rpminfo.arch, rpminfo.draft, rpminfo.payloadhash, rpminfo.size,
           rpminfo.buildtime, rpminfo.buildroot_id, rpminfo.build_id, rpminfo.metadata_only
           ${options.signatures ? sql`, rpmsigs.sigkey` : nothing} ${options.extra ? sql`, rpminfo.extra` : nothing}
    from ${distinctBuilds(selection)} join rpminfo on rpminfo.build_id = chosen.build_id
    ${options.signatures ? sql`left join rpmsigs on rpmsigs.rpm_id = rpminfo.id` : nothing}
    where ${allOf([when(options.arches, (arches) => sql`rpminfo.arch = any(${arches}::text[])`), when(filter.draft, draftFilter(sql`rpminfo.draft`))])}`;
  return [streamFiles<TaggedRpm>(db, rpms, options.extra, selection), streamBuilds(db, selection, false)];
}

/** The archives of tagged builds, and the builds. The second list is read when the first is through. */
export async function readTaggedArchives(
  db: Db,
  filter: TaggedFilter,
  options: { readonly extra: boolean },
): Promise<[AsyncIterable<TaggedArchive>, AsyncIterable<TaggedBuild>]> {
  const { join, columns } = archiveType(filter.type);
  const selection = await selectTagged(db, filter);
  const archives = sql`
    select archiveinfo.id, archiveinfo.type_id, archiveinfo.btype_id, btype.name as btype, archiveinfo.build_id, archiveinfo.buildroot_id,
           archiveinfo.filename, archiveinfo.size, archiveinfo.checksum, archiveinfo.checksum_type, archiveinfo.metadata_only
           ${columns} ${options.extra ? sql`, archiveinfo.extra` : nothing}
    from ${distinctBuilds(selection)} join archiveinfo on archiveinfo.build_id = chosen.build_id join btype on btype.id = archiveinfo.btype_id ${join}`;
  return [streamFiles<TaggedArchive>(db, archives, options.extra, selection), streamBuilds(db, selection, false)];
}
/** In the order of their ids, which is about that in which their files were filed. */
function distinctBuilds({ tagged }: TaggedSelection): Sql {
  return sql`unnest(${tagged.distinctBuildIds()}::int[]) as chosen (build_id)`;
}

/** With a type both the build and the archive must be of it. */
function archiveType(type: string | null): { join: Sql; columns: Sql } {
  switch (type) {
    case null:
      return { join: nothing, columns: nothing };
    case 'maven':
      return {
        join: sql`join maven_archives on maven_archives.archive_id = archiveinfo.id`,
        columns: sql`, maven_archives.group_id as maven_group_id, maven_archives.artifact_id as maven_artifact_id, maven_archives.version as maven_version`,
      };
    case 'win':
      return {
        join: sql`join win_archives on win_archives.archive_id = archiveinfo.id`,
        columns: sql`, win_archives.relpath, win_archives.platforms, win_archives.flags`,
      };
    default:
      throw new GenericError(`unsupported archive type: ${type}`);
  }
}

/** Files of a few builds are read by a statement that stays prepared. */
const fewBuilds = 20;
function streamFiles<T>(db: Db, query: Sql, withExtra: boolean, { tagged }: TaggedSelection): AsyncIterable<T> {
  return db.stream<T>(query, { few: tagged.length <= fewBuilds, ...(withExtra ? { documents: extraDocument } : {}) });
}
