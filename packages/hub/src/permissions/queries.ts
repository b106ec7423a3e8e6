import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

/** Names of the permissions granted to a user directly or through a group. */
export async function readPermissions(db: Db, userId: number): Promise<ReadonlySet<string>> {
  return new Set((await listPermissionSources(db, userId)).map(({ name }) => name));
}

export function findPermission(db: Db, info: number | string): Promise<{ id: number; name: string } | undefined> {
  return db.row(
    typeof info === 'number'
      ? sql`select id, name from permissions where id = ${info}`
      : sql`select id, name from permissions where name = ${info}`,
  );
}

/** Each of a user's permissions with the group it comes from; null for a direct grant. */
export function listPermissionSources(db: Db, userId: number): Promise<{ name: string; group: string | null }[]> {
  return db.rows(sql`
    select p.name, null as group, p.id from user_perms up join permissions p on p.id = up.perm_id
    where up.active = true and up.user_id = ${userId}
    union all
    select p.name, g.name, p.id from user_groups ug
    join users g on g.id = ug.group_id
    join user_perms up on up.user_id = ug.group_id and up.active = true
    join permissions p on p.id = up.perm_id
    where ug.active = true and ug.user_id = ${userId}
    order by 3, 2 nulls first`);
}
