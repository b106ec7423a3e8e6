import { GenericError } from '@koji/common/errors';
import type { TagSettings } from '@koji/common/types/tag';
import type { WireValue } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { fromJsonText } from '../db/json.ts';
import { selectWith } from '../db/query-options.ts';
import { activeAt, type Sql, sql } from '../db/sql.ts';

// In this order `koji call getTag` prints them, and so do scripts' recordings of it.
export const tagColumns = {
  arches: sql`tag_config.arches`,
  id: sql`tag.id`,
  locked: sql`tag_config.locked`,
  maven_include_all: sql`tag_config.maven_include_all`,
  maven_support: sql`tag_config.maven_support`,
  name: sql`tag.name`,
  perm: sql`permissions.name`,
  perm_id: sql`tag_config.perm_id`,
} as const satisfies Record<keyof TagSettings, Sql>;
export const tagSource = sql`from tag join tag_config on tag_config.tag_id = tag.id left join permissions on permissions.id = tag_config.perm_id`;

function selectTags(which: Sql, event: number | null): Sql {
  const where = sql`${which} and ${activeAt(event, 'tag_config')}`;
  return selectWith({ columns: tagColumns, from: tagSource, where }, null);
}
/** A tag that exists now, or did at the event. */
export function findTag(db: Db, key: number | string, event: number | null = null): Promise<TagSettings | undefined> {
  return db.row<TagSettings>(selectTags(typeof key === 'number' ? sql`tag.id = ${key}` : sql`tag.name = ${key}`, event));
}
/** The id behind a name, of deleted tags too. */
export function findTagId(db: Db, key: number | string): Promise<{ id: number; name: string } | undefined> {
  return db.row(sql`select id, name from tag where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`);
}
/** The event that ended a deleted tag; null for a tag that exists, undefined for one that never did. */
export function findTagEnd(db: Db, key: number | string): Promise<number | null | undefined> {
  return db.value(sql`
    select tag_config.revoke_event from tag join tag_config on tag_config.tag_id = tag.id
    where ${typeof key === 'number' ? sql`tag.id = ${key}` : sql`tag.name = ${key}`}
    order by tag_config.create_event desc limit 1`);
}
/** The event that a tag first came with. */
export function findTagStart(db: Db, tagId: number): Promise<number | null | undefined> {
  return db.value(sql`select min(create_event) from tag_config where tag_id = ${tagId}`);
}
/** Several tags at once. */
export function listTagsById(db: Db, ids: readonly number[], event: number | null): Promise<TagSettings[]> {
  return db.rows<TagSettings>(selectTags(sql`tag.id = any(${ids}::int[])`, event));
}

export interface ExtraRow {
  key: string;
  /** JSON text; null where the key is blocked. */
  value: string | null;
}
export function listExtra(db: Db, tagId: number, event: number | null): Promise<ExtraRow[]> {
  return db.rows(sql`select key, value from tag_extra where tag_id = ${tagId} and ${activeAt(event, 'tag_extra')}`);
}
export function listExtraOf(db: Db, tagIds: readonly number[], event: number | null): Promise<(ExtraRow & { tag_id: number })[]> {
  return db.rows(
    sql`select tag_id, key, value from tag_extra where tag_id = any(${tagIds}::int[]) and ${activeAt(event, 'tag_extra')}`,
  );
}
export function parseExtra({ key, value }: { readonly key: string; readonly value: string }): WireValue {
  const parsed = fromJsonText(value);
  if (parsed === undefined) throw new GenericError(`The tag's extra value of ${key} is no JSON`);
  return parsed;
}

export interface InheritanceLink {
  parent_id: number;
  name: string;
  priority: number;
  maxdepth: number | null;
  intransitive: boolean;
  noconfig: boolean;
  pkg_filter: string;
  child_id: number;
}
/** All links from the tags to their parents, nearest priority first. */
export function listParentLinks(db: Db, tagIds: readonly number[], event: number | null): Promise<InheritanceLink[]> {
  return db.rows(sql`
    select i.parent_id, tag.name, i.priority, i.maxdepth, i.intransitive, i.noconfig, coalesce(i.pkg_filter, '') as pkg_filter, i.tag_id as child_id
    from tag_inheritance i join tag on tag.id = i.parent_id
    where i.tag_id = any(${tagIds}::int[]) and ${activeAt(event, 'i')}
    order by i.tag_id, i.priority`);
}
/** Every link of the ancestry in one query; the walk over it is done in memory. */
export function listAncestryLinks(db: Db, tagId: number, event: number | null): Promise<InheritanceLink[]> {
  return db.rows(sql`
    with recursive ancestry (tag_id) as (
      select ${tagId}::int
      union
      select i.parent_id from tag_inheritance i join ancestry a on i.tag_id = a.tag_id where ${activeAt(event, 'i')}
    )
    select i.parent_id, tag.name, i.priority, i.maxdepth, i.intransitive, i.noconfig, coalesce(i.pkg_filter, '') as pkg_filter, i.tag_id as child_id
    from ancestry a join tag_inheritance i on i.tag_id = a.tag_id and ${activeAt(event, 'i')} join tag on tag.id = i.parent_id
    order by i.tag_id, i.priority`);
}
/** Links of everything that inherits from a tag, with the child's name. */
export function listDescentLinks(db: Db, tagId: number, event: number | null): Promise<(InheritanceLink & { tag_id: number })[]> {
  return db.rows(sql`
    with recursive descent (tag_id) as (
      select ${tagId}::int
      union
      select i.tag_id from tag_inheritance i join descent d on i.parent_id = d.tag_id where ${activeAt(event, 'i')}
    )
    select i.parent_id, i.tag_id, i.tag_id as child_id, tag.name, i.priority, i.maxdepth, i.intransitive, i.noconfig, coalesce(i.pkg_filter, '') as pkg_filter
    from descent d join tag_inheritance i on i.parent_id = d.tag_id and ${activeAt(event, 'i')} join tag on tag.id = i.tag_id
    order by i.parent_id, i.priority, coalesce(i.revoke_event, i.create_event), i.tag_id`);
}

/** The id of a name, made when there is none yet: ids of deleted tags come back with their name. */
export async function ensureTagId(db: Db, name: string): Promise<number> {
  const known = await findTagId(db, name);
  if (known) return known.id;
  return (await db.value<number>(sql`insert into tag (name) values (${name}) returning id`)) as number;
}
export async function updateTagName(db: Db, tagId: number, name: string): Promise<void> {
  await db.run(sql`update tag set name = ${name} where id = ${tagId}`);
}
