import { BR_TYPES } from '@koji/common/types/states';
import type { Db } from '../db/database.ts';
import { insertedId } from '../db/inserted-id.ts';
import { sql } from '../db/sql.ts';

export interface ContentGenerator {
  id: number;
  name: string;
}
export function findContentGenerator(db: Db, key: number | string): Promise<ContentGenerator | undefined> {
  return db.row(
    sql`select id, name from content_generator where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`,
  );
}
export async function insertContentGenerator(db: Db, name: string): Promise<ContentGenerator> {
  return { id: await insertedId(db, sql`insert into content_generator (name) values (${name}) returning id`), name };
}
export async function mayActAs(db: Db, userId: number, cgId: number): Promise<boolean> {
  return (
    (await db.row(sql`select 1 from cg_users where active = true and user_id = ${userId} and cg_id = ${cgId}`)) !== undefined
  );
}
/** Every grant in force. */
export function listGrants(db: Db): Promise<{ id: number; name: string; user_name: string }[]> {
  return db.rows(sql`
    select content_generator.id, content_generator.name, users.name as user_name
    from cg_users join content_generator on content_generator.id = cg_users.cg_id join users on users.id = cg_users.user_id
    where cg_users.active = true order by content_generator.id, users.id`);
}

export interface ExternalBuildroot {
  readonly cgId: number;
  readonly cgVersion: string;
  readonly containerType: string;
  readonly containerArch: string;
  readonly hostOs: string;
  readonly hostArch: string;
  /** JSON text. */
  readonly extra: string | null;
}
export function insertExternalBuildroot(db: Db, b: ExternalBuildroot): Promise<number> {
  return insertedId(
    db,
    sql`
    insert into buildroot (br_type, cg_id, cg_version, container_type, container_arch, host_os, host_arch, extra)
    values (${BR_TYPES.EXTERNAL}, ${b.cgId}, ${b.cgVersion}, ${b.containerType}, ${b.containerArch}, ${b.hostOs}, ${b.hostArch}, ${b.extra})
    returning id`,
  );
}
export async function insertTools(
  db: Db,
  buildrootId: number,
  tools: readonly { readonly name: string; readonly version: string }[],
): Promise<void> {
  await db.run(sql`
    insert into buildroot_tools_info (buildroot_id, tool, version)
    select ${buildrootId}::int, * from unnest(${tools.map((t) => t.name)}::text[], ${tools.map((t) => t.version)}::text[])`);
}

/** What a reserved build becomes once it is imported, apart from its state. */
export async function updateReservedBuild(
  db: Db,
  id: number,
  b: { readonly extra: string | null; readonly owner: number; readonly source: string | null; readonly taskId: number | null },
): Promise<void> {
  await db.run(
    sql`update build set extra = ${b.extra}, owner = ${b.owner}, source = ${b.source}, task_id = ${b.taskId} where id = ${id}`,
  );
}
