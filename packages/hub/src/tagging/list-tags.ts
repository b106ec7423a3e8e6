import type { ListQuery } from '../db/query-options.ts';
import { allOf, globToLike, nothing, sql, when } from '../db/sql.ts';
import { tagColumns, tagSource } from '../tags/queries.ts';

export interface TagFilter {
  /** Tags that hold the build. */
  readonly buildId: number | null;
  /** Tags whose own list has the package; its entry is answered too. */
  readonly packageId: number | null;
  readonly pattern: string | null;
  readonly withPermissions: boolean;
}
export function listTagsQuery({ buildId, packageId, pattern, withPermissions }: TagFilter): ListQuery {
  const { perm_id, perm, ...columns } = tagColumns;
  return {
    columns: { ...columns, ...(withPermissions ? { perm_id, perm } : {}), ...(packageId === null ? {} : entryColumns) },
    from: sql`${tagSource} ${packageId === null ? nothing : entryJoin}`,
    where: allOf([
      sql`tag_config.active = true`,
      when(buildId, (id) => sql`tag.id in (select tag_id from tag_listing where build_id = ${id} and active = true)`),
      when(packageId, (id) => sql`tag_packages.package_id = ${id}`),
      when(pattern, (glob) => sql`tag.name ilike ${globToLike(glob)}`),
    ]),
    defaultOrder: sql`tag.id`,
  };
}
const entryColumns = {
  owner_id: sql`users.id`,
  owner_name: sql`users.name`,
  blocked: sql`tag_packages.blocked`,
  extra_arches: sql`tag_packages.extra_arches`,
};
const entryJoin = sql`
  join tag_packages on tag_packages.tag_id = tag.id and tag_packages.active = true
  join tag_package_owners on tag_package_owners.tag_id = tag_packages.tag_id and tag_package_owners.package_id = tag_packages.package_id
    and tag_package_owners.active = true
  join users on users.id = tag_package_owners.owner`;
