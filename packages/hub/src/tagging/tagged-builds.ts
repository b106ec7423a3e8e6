import { GenericError } from '@koji/common/errors';
import { BUILD_STATES } from '@koji/common/types/states';
import { draftFilter } from '../builds/build-columns.ts';
import type { Db } from '../db/database.ts';
import { IdCounts } from '../db/id-counts.ts';
import { IntColumns } from '../db/int-columns.ts';
import { activeAt, allOf, constant, nothing, type Sql, sql, when } from '../db/sql.ts';
import { listListed, packageSources } from '../packages/package-sources.ts';
import { findPackage } from '../packages/queries.ts';
import { readInheritance } from '../tags/read-inheritance.ts';
import { TaggedEntries } from './tagged-entries.ts';

export interface TaggedFilter {
  readonly tagId: number;
  readonly event: number | null;
  /** Builds of the ancestors too. Package lists are always inherited. */
  readonly inherit: boolean;
  /** So many builds of a package, the most recently tagged in the nearest tag first; null for all. */
  readonly latest: number | null;
  /** Package by name. */
  readonly package: string | null;
  readonly prefix?: string | null;
  /** Owner of the build by name. */
  readonly owner?: string | null;
  /** Build type. */
  readonly type: string | null;
  readonly draft?: boolean | null;
}

/** The tagged builds that a filter leaves, before anything else about them is read. */
export interface TaggedSelection {
  /**
   * Nearest tag first, in each the most recently tagged first. A tag that is met twice on the way up has its builds twice.
   */
  readonly tagged: TaggedEntries;
  readonly type: BuildTypeJoin;
}

/** Latest means tagged last in the nearest tag; versions are never compared (hub-behaviour.md §6). */
export async function selectTagged(db: Db, filter: TaggedFilter): Promise<TaggedSelection> {
  const { tagId, event } = filter;
  const type = await buildTypeJoin(db, filter.type);
  // A package that does not exist has no builds; neither has number 0.
  const packageId = filter.package !== null ? ((await findPackage(db, filter.package))?.id ?? 0) : null;
  const links = await readInheritance(db, tagId, event);
  const sources = await packageSources(db, tagId, links, { event, packageId });
  const tagIds = [tagId, ...(filter.inherit ? links.map((link) => link.parent_id) : [])];
  const found = sql`
      select tag_listing.build_id, tag_listing.tag_id, tag_listing.create_event, build.pkg_id
      from unnest(${tagIds}::int[]) with ordinality as source (tag_id, ord)
      join tag_listing on tag_listing.tag_id = source.tag_id and ${activeAt(event, 'tag_listing')}
      join build on build.id = tag_listing.build_id
      ${type.narrowing}
      where ${allOf([
        sql`build.state = ${constant(BUILD_STATES.COMPLETE)}`,
        when(packageId, (id) => sql`build.pkg_id = ${id}`),
        when(filter.owner, (name) => sql`build.owner = (select id from users where name = ${name})`),
        when(filter.draft, draftFilter(sql`build.draft`)),
        when(
          filter.prefix,
          (prefix) => sql`build.pkg_id in (select id from package where starts_with(lower(name), lower(${prefix})))`,
        ),
      ])}
      order by source.ord, tag_listing.create_event desc, tag_listing.build_id desc`;
  // Builds of one package are not many.
  const portions = db.pour(found, new IntColumns<FoundColumns>(), { few: packageId !== null });
  const { tagged, packageIds } = await keepLatest(portions, filter.latest ?? Number.POSITIVE_INFINITY);
  const listed = await listListed(db, sources, { event, packageIds });
  tagged.keepPackages((id) => listed.has(id));
  return { tagged, type };
}
async function keepLatest(
  portions: AsyncIterable<FoundColumns>,
  latest: number,
): Promise<{ tagged: TaggedEntries; packageIds: readonly number[] }> {
  const tagged = new TaggedEntries();
  const met = new IdCounts();
  for await (const [buildIds, tagIds, createEvents, packageIds] of portions) {
    for (const [i, packageId] of packageIds.entries()) {
      if (met.add(packageId) >= latest) continue;
      tagged.add({
        buildId: buildIds[i] as number,
        tagId: tagIds[i] as number,
        createEvent: createEvents[i] as number,
        packageId,
      });
    }
  }
  return { tagged, packageIds: met.ids() };
}
type FoundColumns = readonly [buildIds: number[], tagIds: number[], createEvents: number[], packageIds: number[]];

interface BuildTypeJoin {
  /** Leaves builds of the type only. */
  readonly narrowing: Sql;
  /** What answers about builds of the type hold beside the rest. */
  readonly columns: Readonly<Record<string, Sql>>;
  /** Where the columns come from. */
  readonly source: Sql;
}
const everyType: BuildTypeJoin = { narrowing: nothing, columns: {}, source: nothing };
const typeTables: Readonly<Record<string, { table: Sql; columns: Readonly<Record<string, Sql>> }>> = {
  maven: {
    table: sql`maven_builds`,
    columns: {
      maven_group_id: sql`maven_builds.group_id`,
      maven_artifact_id: sql`maven_builds.artifact_id`,
      maven_version: sql`maven_builds.version`,
    },
  },
  win: { table: sql`win_builds`, columns: { platform: sql`win_builds.platform` } },
  image: { table: sql`image_builds`, columns: {} },
};

async function buildTypeJoin(db: Db, type: string | null): Promise<BuildTypeJoin> {
  if (type === null) return everyType;
  const known = Object.hasOwn(typeTables, type) ? typeTables[type] : undefined;
  if (known) {
    const join = sql`join ${known.table} on ${known.table}.build_id = build.id`;
    return { narrowing: join, columns: known.columns, source: join };
  }
  const btypeId = await db.value<number>(sql`select id from btype where name = ${type}`);
  if (btypeId === undefined) throw new GenericError(`unsupported build type: ${type}`);
  return {
    ...everyType,
    narrowing: sql`join build_types on build_types.build_id = build.id and build_types.btype_id = ${btypeId}`,
  };
}
