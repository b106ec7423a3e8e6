import type { Target } from '@koji/common/types/target';
import type { Db } from '../db/database.ts';
import { selectWith } from '../db/query-options.ts';
import { activeAt, allOf, type Sql, sql, when } from '../db/sql.ts';

export const targetColumns = {
  id: sql`build_target.id`,
  name: sql`build_target.name`,
  build_tag: sql`build_target_config.build_tag`,
  build_tag_name: sql`build_tag.name`,
  dest_tag: sql`build_target_config.dest_tag`,
  dest_tag_name: sql`dest_tag.name`,
} as const satisfies Record<keyof Target, Sql>;
export const targetSource = sql`
  from build_target_config
  join build_target on build_target.id = build_target_config.build_target_id
  join tag build_tag on build_tag.id = build_target_config.build_tag
  join tag dest_tag on dest_tag.id = build_target_config.dest_tag`;

export interface TargetFilter {
  readonly target: number | string | null;
  readonly buildTagId: number | null;
  readonly destTagId: number | null;
  readonly event: number | null;
}
export function targetFilterClause(filter: TargetFilter): Sql {
  return allOf([
    activeAt(filter.event, 'build_target_config'),
    when(filter.target, (key) => (typeof key === 'number' ? sql`build_target.id = ${key}` : sql`build_target.name = ${key}`)),
    when(filter.buildTagId, (id) => sql`build_target_config.build_tag = ${id}`),
    when(filter.destTagId, (id) => sql`build_target_config.dest_tag = ${id}`),
  ]);
}

/** A target that exists now, or did at the event. */
export function findTarget(db: Db, key: number | string, event: number | null = null): Promise<Target | undefined> {
  const where = targetFilterClause({ target: key, buildTagId: null, destTagId: null, event });
  return db.row<Target>(selectWith({ columns: targetColumns, from: targetSource, where }, null));
}
/** The id behind a name, of deleted targets too. */
export function findTargetName(db: Db, key: number | string): Promise<{ id: number; name: string } | undefined> {
  return db.row(sql`select id, name from build_target where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`);
}
/** The id of a name, made when there is none yet: a deleted target comes back under its id. */
export async function ensureTargetId(db: Db, name: string): Promise<number> {
  const known = await findTargetName(db, name);
  return known?.id ?? ((await db.value<number>(sql`insert into build_target (name) values (${name}) returning id`)) as number);
}
export async function updateTargetName(db: Db, id: number, name: string): Promise<void> {
  await db.run(sql`update build_target set name = ${name} where id = ${id}`);
}
