import { GenericError } from '@koji/common/errors';
import { BUILD_STATES } from '@koji/common/types/states';
import { draftFilter } from '../builds/build-columns.ts';
import type { Db } from '../db/database.ts';
import { activeAt, allOf, nothing, type Sql, sql, when } from '../db/sql.ts';
import { isListed, packageSources } from '../packages/package-sources.ts';
import { findPackage } from '../packages/queries.ts';
import { readInheritance } from '../tags/read-inheritance.ts';

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
   * For the head of a query: `tagged (build_id, tag_id, create_event, ord)`. A tag that is met twice on the way up has its
   * builds twice.
   */
  readonly with: Sql;
  readonly type: BuildTypeJoin;
  /** Builds of one package are not many. */
  readonly few: boolean;
}
export const taggedOrder = sql`tagged.ord, tagged.create_event desc, tagged.build_id desc`;

/**
 * Latest means tagged last in the nearest tag; versions are never compared (hub-behaviour.md §6). `columns` of `build` are
 * taken along.
 */
export async function selectTagged(db: Db, filter: TaggedFilter, columns: Sql = nothing): Promise<TaggedSelection> {
  const { tagId, event } = filter;
  const type = await buildTypeJoin(db, filter.type);
  // A package that does not exist has no builds; neither has number 0.
  const packageId = filter.package !== null ? ((await findPackage(db, filter.package))?.id ?? 0) : null;
  const links = await readInheritance(db, tagId, event);
  const sources = await packageSources(db, tagId, links, { event, packageId });
  const tagIds = [tagId, ...(filter.inherit ? links.map((link) => link.parent_id) : [])];
  const found = sql`
    select tag_listing.build_id, tag_listing.tag_id, tag_listing.create_event, source.ord, build.pkg_id ${columns}
    from unnest(${tagIds}::int[]) with ordinality as source (tag_id, ord)
    join tag_listing on tag_listing.tag_id = source.tag_id and ${activeAt(event, 'tag_listing')}
    join build on build.id = tag_listing.build_id
    ${type.narrowing}
    where ${allOf([
      sql`build.state = ${BUILD_STATES.COMPLETE}`,
      when(packageId, (id) => sql`build.pkg_id = ${id}`),
      when(filter.owner, (name) => sql`build.owner = (select id from users where name = ${name})`),
      when(filter.draft, draftFilter(sql`build.draft`)),
      when(
        filter.prefix,
        (prefix) => sql`build.pkg_id in (select id from package where starts_with(lower(name), lower(${prefix})))`,
      ),
    ])}`;
  const listed = isListed(sql`found.pkg_id`, sources, { event, packageId });
  const tagged =
    filter.latest === null
      ? sql`select * from found where ${listed}`
      : sql`select * from (select *, ${rank} as rank from found where ${listed}) as ranked where rank <= ${filter.latest}`;
  return {
    // What is tagged is found first: PostgreSQL would rather ask of every build there is whether its package is listed.
    with: sql`with found as materialized (${found}), tagged as materialized (${tagged})`,
    type,
    few: filter.package !== null,
  };
}
/** The same for several queries: what is more than a few is selected once and the same for all. */
export async function selectHeld(db: Db, filter: TaggedFilter): Promise<TaggedSelection> {
  const selection = await selectTagged(db, filter);
  if (selection.few) return selection;
  const [buildIds, tagIds, events, ords]: [number[], number[], number[], number[]] = [[], [], [], []];
  const tagged = db.stream<{ build_id: number; tag_id: number; create_event: number; ord: number }>(
    // Their rpms lie in the order of the builds.
    sql`${selection.with} select build_id, tag_id, create_event, ord::int from tagged order by build_id`,
  );
  for await (const rows of tagged.batches())
    for (const row of rows) {
      buildIds.push(row.build_id);
      tagIds.push(row.tag_id);
      events.push(row.create_event);
      ords.push(row.ord);
    }
  const held = sql`
    with tagged as (
      select * from unnest(${buildIds}::int[], ${tagIds}::int[], ${events}::int[], ${ords}::int[]) as held (build_id, tag_id, create_event, ord))`;
  return { ...selection, with: held };
}
const rank = sql`row_number() over (partition by found.pkg_id order by found.ord, found.create_event desc, found.build_id desc)`;

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
