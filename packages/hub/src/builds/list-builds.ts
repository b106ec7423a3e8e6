import type { ListedBuild } from '@koji/common/types/build';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { extraDocument } from '../db/documents.ts';
import { assertMoments, type Moment, momentSql } from '../db/moment.ts';
import { type QueryOptions, streamWith, withColumns } from '../db/query-options.ts';
import { allOf, beginsWith, globToLike, nothing, type Sql, sql, when } from '../db/sql.ts';
import { findPackage } from '../packages/queries.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { isInt32 } from '../rpc/shapes.ts';
import { findBType } from '../typed-builds/queries.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { buildColumns, buildSource, draftFilter } from './build-columns.ts';
import { anyType, hasFields, type TypeFilter } from './type-filter.ts';

export interface BuildFilter {
  readonly packageKey: number | string | null;
  readonly owner: WireValue;
  readonly promoter: WireValue;
  /** -1 stands for any task. */
  readonly taskId: number | null;
  readonly prefix: string | null;
  readonly pattern: string | null;
  readonly state: number | null;
  readonly volumeId: number | null;
  readonly source: string | null;
  readonly created: Span;
  readonly completed: Span;
  readonly promoted: Span;
  readonly type: string | null;
  readonly typeInfo: WireStruct | null;
  readonly cg: number | string | null;
  readonly draft: boolean | null;
}
interface Span {
  readonly before: Moment | null;
  readonly after: Moment | null;
}

/** The builds that pass every filter, by id unless the caller says otherwise. A filter that names what does not exist passes none. */
export async function listBuilds(call: Call, filter: BuildFilter, options: QueryOptions | null) {
  const spans = [filter.created, filter.completed, filter.promoted];
  await assertMoments(call.db, ...spans.flatMap(({ before, after }) => [before, after]));
  const ids = await resolveNames(call, filter, options?.countOnly ?? false);
  // A filter by something unknown answers nothing at all, even where a count was asked for.
  if (!ids) return [];
  const type = await typeFilter(call, filter.type, filter.typeInfo);
  const where = allOf([
    when(ids.packageId, (id) => sql`build.pkg_id = ${id}`),
    when(ids.owner, (id) => sql`build.owner = ${id}`),
    when(ids.promoter, (id) => sql`build.promoter = ${id}`),
    when(ids.cgId, (id) => sql`build.cg_id = ${id}`),
    when(filter.taskId, (id) => (id === -1 ? sql`build.task_id is not null` : sql`build.task_id = ${id}`)),
    when(filter.volumeId, (id) => sql`build.volume_id = ${id}`),
    when(filter.state, (state) => sql`build.state = ${state}`),
    when(filter.source, (glob) => sql`build.source ilike ${globToLike(glob)}`),
    when(filter.prefix || null, (prefix) => beginsWith(sql`package.name`, prefix)),
    when(filter.pattern || null, (glob) => sql`${buildColumns.nvr} ilike ${globToLike(glob)}`),
    within(sql`events.time`, filter.created),
    within(sql`build.completion_time`, filter.completed),
    within(sql`build.promotion_time`, filter.promoted),
    when(filter.draft, draftFilter(sql`build.draft`)),
    type.where,
  ]);
  return streamWith<ListedBuild>(
    call.db,
    {
      columns: withColumns(buildColumns, type.columns),
      from: sql`${buildSource}${type.join}`,
      rows: { from: rowsOf(filter, type), id: buildColumns.build_id },
      where,
      defaultOrder: sql`build.id`,
      documents: extraDocument,
    },
    options,
  );
}

/** What the clauses above need. */
function rowsOf({ created, prefix, pattern }: BuildFilter, type: TypeFilter): Sql {
  const isTimed = created.before !== null || created.after !== null;
  return sql`
    from build ${isTimed ? sql`join events on events.id = build.create_event` : nothing}
    ${prefix || pattern ? sql`join package on package.id = build.pkg_id` : nothing}${type.join}`;
}

interface ResolvedNames {
  readonly packageId: number | null;
  readonly owner: number | null;
  readonly promoter: number | null;
  readonly cgId: number | null;
}
/** Undefined when one of the named things does not exist. An id that names nothing finds nothing: only who counts has to know. */
async function resolveNames(call: Call, filter: BuildFilter, counts: boolean): Promise<ResolvedNames | undefined> {
  const idOf = async <K>(key: K, find: (key: NonNullable<K>) => Promise<{ id: number } | undefined>) => {
    if (key === null || key === undefined) return null;
    return isInt32(key) && !counts ? key : (await find(key))?.id;
  };
  const packageId = await idOf(filter.packageKey, (key) => findPackage(call.db, key));
  const owner = await idOf(filter.owner, (user) => resolveUser(call.db, user, false));
  const promoter = await idOf(filter.promoter, (user) => resolveUser(call.db, user, false));
  const cgId = await idOf(filter.cg || null, (key) => findContentGenerator(call, key));
  if (packageId === undefined || owner === undefined || promoter === undefined || cgId === undefined) return undefined;
  return { packageId, owner, promoter, cgId };
}
function findContentGenerator(call: Call, key: number | string): Promise<{ id: number } | undefined> {
  return call.db.row(
    sql`select id from content_generator where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`,
  );
}

function within(column: Sql, { before, after }: Span): Sql | undefined {
  const clauses = [when(before, (m) => sql`${column} < ${momentSql(m)}`), when(after, (m) => sql`${column} > ${momentSql(m)}`)];
  return clauses.some((clause) => clause !== undefined) ? allOf(clauses) : undefined;
}

async function typeFilter(call: Call, type: string | null, info: WireStruct | null): Promise<TypeFilter> {
  switch (type) {
    case null:
      return anyType;
    case 'maven':
      return {
        columns: {
          maven_group_id: sql`maven_builds.group_id`,
          maven_artifact_id: sql`maven_builds.artifact_id`,
          maven_version: sql`maven_builds.version`,
        },
        join: sql` join maven_builds on maven_builds.build_id = build.id`,
        where: hasFields('maven_builds', ['group_id', 'artifact_id', 'version'], info),
      };
    case 'win':
      return {
        columns: { platform: sql`win_builds.platform` },
        join: sql` join win_builds on win_builds.build_id = build.id`,
        where: hasFields('win_builds', ['platform'], info),
      };
    case 'image':
      return { columns: {}, join: sql` join image_builds on image_builds.build_id = build.id` };
    default: {
      const { id } = orFault(await findBType(call.db, type), `unsupported build type: ${type}`);
      return { columns: {}, join: sql` join build_types on build_types.build_id = build.id and build_types.btype_id = ${id}` };
    }
  }
}
