import type { Group, GroupPackage, GroupRequirement } from '@koji/common/types/group';
import type { Db } from '../db/database.ts';
import { activeAt, sql } from '../db/sql.ts';

export type GroupSettings = Omit<Group, 'packagelist' | 'grouplist'>;

// All three: nearest tag first, so that the first word on a thing is the one that counts.

export function listGroupSettings(db: Db, tagIds: readonly number[], event: number | null): Promise<GroupSettings[]> {
  return db.rows(sql`
    select groups.name, config.group_id, config.tag_id, config.blocked, config.exported, config.display_name, config.is_default,
           config.uservisible, config.description, config.langonly, config.biarchonly
    from group_config config join groups on groups.id = config.group_id
    where config.tag_id = any(${tagIds}::int[]) and ${activeAt(event, 'config')}
    order by array_position(${tagIds}::int[], config.tag_id), groups.name`);
}
export function listGroupPackages(db: Db, tagIds: readonly number[], event: number | null): Promise<GroupPackage[]> {
  return db.rows(sql`
    select group_id, tag_id, package, blocked, type, basearchonly, requires from group_package_listing listing
    where tag_id = any(${tagIds}::int[]) and ${activeAt(event, 'listing')}
    order by array_position(${tagIds}::int[], tag_id), package`);
}
export function listGroupRequirements(db: Db, tagIds: readonly number[], event: number | null): Promise<GroupRequirement[]> {
  return db.rows(sql`
    select listing.group_id, listing.tag_id, listing.req_id, groups.name, listing.blocked, listing.type, listing.is_metapkg
    from group_req_listing listing join groups on groups.id = listing.req_id
    where listing.tag_id = any(${tagIds}::int[]) and ${activeAt(event, 'listing')}
    order by array_position(${tagIds}::int[], listing.tag_id), groups.name`);
}

export function findGroup(db: Db, key: number | string): Promise<{ id: number; name: string } | undefined> {
  return db.row(sql`select id, name from groups where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`);
}
export async function insertGroup(db: Db, name: string): Promise<number> {
  return (await db.value<number>(sql`insert into groups (name) values (${name}) returning id`)) as number;
}
