import type { Db } from '../db/database.ts';
import { activeAt, join, raw, type Sql, sql } from '../db/sql.ts';
import { findTagEnd, findTagStart } from './queries.ts';
import { readInheritance } from './read-inheritance.ts';

/** What counts as a change of a tag (hub-behaviour.md §2): versioned rows that came or went, and marks in tag_updates. */
const tables = [
  'tag_listing',
  'tag_inheritance',
  'tag_config',
  'tag_packages',
  'tag_external_repos',
  'tag_extra',
  'group_package_listing',
  'group_req_listing',
  'group_config',
] as const;
const repoTables = ['external_repo_config', 'external_repo_data'] as const;

interface Extreme {
  readonly aggregate: 'min' | 'max';
  /** Events strictly on this side of `bound` count; all of them without one. */
  readonly operator: '<' | '>';
  readonly bound: number | null;
}

/** Asked key by key, so that each answer is one step into an index. */
function extremeOf(
  table: string,
  key: string,
  keys: readonly number[],
  column: string,
  { aggregate, operator, bound }: Extreme,
): Sql {
  const [event, owner] = [raw(`${table}.${column}`), raw(`${table}.${key}`)];
  const within = bound === null ? sql`true` : sql`${event} ${raw(operator)} ${bound}`;
  return sql`
    select found.event from unnest(${keys}::int[]) as wanted (id)
    cross join lateral (select ${raw(aggregate)}(${event}) as event from ${raw(table)} where ${owner} = wanted.id and ${within}) as found`;
}
async function extremeChange(
  db: Db,
  tagIds: readonly number[],
  repoIds: readonly number[],
  extreme: Extreme,
): Promise<number | null> {
  const both = (table: string, key: string, keys: readonly number[]) =>
    ['create_event', 'revoke_event'].map((column) => extremeOf(table, key, keys, column, extreme));
  const parts = [
    extremeOf('tag_updates', 'tag_id', tagIds, 'update_event', extreme),
    ...tables.flatMap((table) => both(table, 'tag_id', tagIds)),
    ...repoTables.flatMap((table) => both(table, 'external_repo_id', repoIds)),
  ];
  return (
    (await db.value<number | null>(
      sql`select ${raw(extreme.aggregate)}(event) from (${join(parts, ' union all ')}) as changes`,
    )) ?? null
  );
}

/** A tag and all it inherits from, as of an event, with the external repositories linked then. */
async function changeScope(
  db: Db,
  tagId: number,
  event: number | null,
  inherit: boolean,
): Promise<{ tagIds: number[]; repoIds: number[] }> {
  const links = inherit ? await readInheritance(db, tagId, event) : [];
  const tagIds = [...new Set([tagId, ...links.map((link) => link.parent_id)])];
  const repos = await db.rows<{ id: number }>(
    sql`select distinct external_repo_id as id from tag_external_repos where tag_id = any(${tagIds}::int[]) and ${activeAt(event, 'tag_external_repos')}`,
  );
  return { tagIds, repoIds: repos.map((repo) => repo.id) };
}

export interface ChangeQuestion {
  readonly tagId: number;
  readonly inherit: boolean;
}
/** The last event before `before` that changed a tag; null without any. A deleted tag's last change is its deletion. */
export async function readLastChange(db: Db, { tagId, inherit }: ChangeQuestion, before: number | null): Promise<number | null> {
  const end = (await findTagEnd(db, tagId)) ?? null;
  if (before === null && end !== null) return end;
  const { tagIds, repoIds } = await changeScope(db, tagId, before, inherit);
  const last = await extremeChange(db, tagIds, repoIds, { aggregate: 'max', operator: '<', bound: before });
  return last !== null && end !== null ? Math.min(end, last) : last;
}
/** The first event after `after` that changed a tag, or the one it came with; null without any. */
export async function readFirstChange(db: Db, { tagId, inherit }: ChangeQuestion, after: number | null): Promise<number | null> {
  const start = (await findTagStart(db, tagId)) ?? null;
  if (after === null) return start;
  const { tagIds, repoIds } = await changeScope(db, tagId, after, inherit);
  const first = await extremeChange(db, tagIds, repoIds, { aggregate: 'min', operator: '>', bound: after });
  return first !== null && start !== null ? Math.max(start, first) : first;
}
/** Whether one of the tags themselves changed after the event; inheritance and external repositories are not looked at. */
export async function hasChangedSince(db: Db, tagIds: readonly number[], event: number): Promise<boolean> {
  return (await extremeChange(db, tagIds, [], { aggregate: 'min', operator: '>', bound: event })) !== null;
}
