import type { TagPackage } from '@koji/common/types/package';
import type { Db } from '../db/database.ts';
import { type ListQuery, selectWith, withColumns } from '../db/query-options.ts';
import { activeAt, allOf, nothing, type Sql, sql, when } from '../db/sql.ts';
import { type PackageSources, passesSource, readPackageSources, sourcesJoin } from './package-sources.ts';

export interface PackageEntryFilter {
  readonly sources: PackageSources | null;
  readonly userId: number | null;
  readonly packageId: number | null;
  /** Beginning of the name, whatever its case. */
  readonly prefix: string | null;
  readonly event: number | null;
  /** All entries of a package instead of the nearest. */
  readonly withDuplicates: boolean;
  readonly withOwners: boolean;
  readonly withBlocked: boolean;
}

const ownerColumns = { owner_id: sql`listed.owner_id`, owner_name: sql`listed.owner_name` };
const entryColumns = {
  package_id: sql`listed.package_id`,
  package_name: sql`listed.package_name`,
  tag_id: sql`listed.tag_id`,
  tag_name: sql`listed.tag_name`,
  extra_arches: sql`listed.extra_arches`,
  blocked: sql`listed.blocked`,
};

/**
 * Entries of package lists. Of a tag with sources the nearest entry of a package counts, and the tag's own packages come
 * before inherited ones.
 */
export function packageEntriesQuery(filter: PackageEntryFilter): ListQuery {
  const { withOwners } = filter;
  return {
    columns: withColumns(entryColumns, withOwners ? ownerColumns : undefined),
    from: sql`from (
      with entry as not materialized (${entries(filter)}), chosen as not materialized (${chosenEntries(filter)})
      select package.id as package_id, package.name as package_name, tag.id as tag_id, tag.name as tag_name, chosen.extra_arches,
             chosen.blocked, chosen.nearest, chosen.distance ${withOwners ? sql`, users.id as owner_id, users.name as owner_name` : nothing}
      from chosen
      join package on package.id = chosen.package_id
      join tag on tag.id = chosen.tag_id
      ${withOwners ? sql`join users on users.id = chosen.owner` : nothing}) as listed`,
    where: sql`true`,
    defaultOrder: sql`listed.nearest, listed.package_id, listed.distance`,
    keepsOrder: true,
  };
}
function entries({ sources, event, packageId, prefix, withBlocked }: PackageEntryFilter): Sql {
  // Of a package in many tags without sources the latest entry counts.
  return sql`
    select tag_packages.package_id, tag_packages.tag_id, tag_packages.extra_arches, tag_packages.blocked,
           ${sources ? sql`source.ord` : sql`-tag_packages.create_event`} as distance
    from ${sources ? sourcesJoin(sources, event) : sql`tag_packages`}
    where ${allOf([
      sources ? passesSource(sources) : activeAt(event, 'tag_packages'),
      when(packageId, (id) => sql`tag_packages.package_id = ${id}`),
      when(
        prefix,
        (text) => sql`tag_packages.package_id in (select id from package where starts_with(lower(name), lower(${text})))`,
      ),
      withBlocked ? undefined : sql`not tag_packages.blocked`,
    ])}`;
}
function chosenEntries(filter: PackageEntryFilter): Sql {
  const { sources, userId, withDuplicates, withOwners } = filter;
  const nearestOfAll = withDuplicates ? sql`min(entry.distance) over (partition by entry.package_id)` : sql`entry.distance`;
  return sql`
    select ${withDuplicates ? nothing : sql`distinct on (entry.package_id)`} entry.*, ${sources ? nearestOfAll : sql`0`} as nearest
           ${withOwners ? sql`, owned.owner` : nothing}
    from entry
    ${withOwners ? ownersJoin(filter) : nothing}
    where ${allOf([when(userId, (id) => sql`owned.owner = ${id}`)])}
    ${withDuplicates ? nothing : sql`order by entry.package_id, entry.distance`}`;
}
/** An entry whose owner is missing does not count. */
function ownersJoin({ sources, event, packageId }: PackageEntryFilter): Sql {
  const narrowed = when(sources, ({ tagIds }) => sql`owned.tag_id = any(${tagIds}::int[])`);
  const sameTag = sql`owned.tag_id = entry.tag_id`;
  // PostgreSQL does not see that entries and their owners go together, and would take whole lists for a few rows.
  const isWhole = sources && packageId === null;
  return sql`
    join tag_package_owners as owned on owned.package_id = entry.package_id and ${isWhole ? sql`(${sameTag}) is true` : sameTag}
      and ${allOf([activeAt(event, 'owned'), narrowed])}`;
}

const everyEntry = {
  packageId: null,
  userId: null,
  prefix: null,
  withDuplicates: false,
  withOwners: true,
  withBlocked: true,
} as const;

export type PackageEntry = TagPackage & { owner_id: number; owner_name: string };

/** What a tag says of a package: its own entry or the nearest inherited one. */
export async function readPackageEntry(
  db: Db,
  tagId: number,
  packageId: number,
  event: number | null = null,
): Promise<PackageEntry | undefined> {
  const sources = await readPackageSources(db, tagId, { event, inherit: true, packageId });
  const { from } = packageEntriesQuery({ ...everyEntry, sources, packageId, event });
  return db.row<PackageEntry>(
    sql`select package_id, package_name, tag_id, tag_name, extra_arches, blocked, owner_id, owner_name ${from}`,
  );
}

/** Whether builds of a package may be in a tag. */
export async function readPackageStanding(db: Db, tagId: number, packageId: number): Promise<'listed' | 'blocked' | 'absent'> {
  const sources = await readPackageSources(db, tagId, { event: null, inherit: true, packageId });
  const blocked = await db.value<boolean>(sql`
    select tag_packages.blocked from ${sourcesJoin(sources, null)}
    where ${passesSource(sources)} and tag_packages.package_id = ${packageId} order by source.ord limit 1`);
  if (blocked === undefined) return 'absent';
  return blocked ? 'blocked' : 'listed';
}

/** All that a tag says of packages, itself or by inheritance, blocked ones included. */
export async function listEffectiveEntries(db: Db, tagId: number, event: number | null): Promise<PackageEntry[]> {
  const sources = await readPackageSources(db, tagId, { event, inherit: true });
  return db.rows<PackageEntry>(selectWith(packageEntriesQuery({ ...everyEntry, sources, event }), null));
}
