import type { Db } from '../db/database.ts';
import { IdCounts } from '../db/id-counts.ts';
import { IntColumns } from '../db/int-columns.ts';
import { activeAt, allOf, type Sql, sql, when } from '../db/sql.ts';
import { passesFilters, withFilters } from '../tags/package-filter.ts';
import { type FullLink, readInheritance } from '../tags/read-inheritance.ts';

/** The tags whose package lists make up a tag's own, nearest first, with the filters met on the way. */
export interface PackageSources {
  readonly tagIds: readonly number[];
  /** By tag: 0 where no filter applies, else the number of a set of filters. */
  readonly filterNos: readonly number[];
  /** What passes the sets of filters, in pairs. */
  readonly passing: { readonly filterNos: readonly number[]; readonly packageIds: readonly number[] };
}

interface SourceOptions {
  readonly event: number | null;
  /** Narrows what is looked at to one package. */
  readonly packageId?: number | null;
}
export async function readPackageSources(
  db: Db,
  tagId: number,
  options: SourceOptions & { readonly inherit: boolean },
): Promise<PackageSources> {
  return packageSources(db, tagId, options.inherit ? await readInheritance(db, tagId, options.event) : [], options);
}
/** The sources of a tag whose inheritance was read already. */
export async function packageSources(
  db: Db,
  tagId: number,
  links: readonly FullLink[],
  options: SourceOptions,
): Promise<PackageSources> {
  const { event, packageId = null } = options;
  const sets = new FilterSets();
  const filterNos = [0, ...links.map((link) => sets.numberOf(link.filter))];
  const tagIds = [tagId, ...links.map((link) => link.parent_id)];
  const filteredTags = [...new Set(tagIds.filter((_id, i) => filterNos[i] !== 0))];
  // Filters are regular expressions of another dialect than PostgreSQL's, so they are applied here, once a package.
  const candidates = filteredTags.length === 0 ? [] : await listCandidates(db, filteredTags, event, packageId);
  return { tagIds, filterNos, passing: sets.passing(candidates) };
}
function listCandidates(
  db: Db,
  tagIds: readonly number[],
  event: number | null,
  packageId: number | null,
): Promise<{ id: number; name: string }[]> {
  return db.rows(sql`
    select id, name from package
    where id in (select package_id from tag_packages where tag_id = any(${tagIds}::int[]) and ${activeAt(event, 'tag_packages')}
                 ${packageId === null ? sql`` : sql`and package_id = ${packageId}`})`);
}

class FilterSets {
  readonly #sets: (readonly string[])[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(filters: readonly string[]): number {
    if (filters.length === 0) return 0;
    const key = JSON.stringify(filters);
    const number = this.#numbers.get(key) ?? this.#sets.push(filters);
    this.#numbers.set(key, number);
    return number;
  }

  passing(packages: readonly { id: number; name: string }[]): PackageSources['passing'] {
    if (packages.length === 0) return { filterNos: [], packageIds: [] };
    return withFilters([...new Set(this.#sets.flat())], () => this.#passing(packages));
  }
  #passing(packages: readonly { id: number; name: string }[]): PackageSources['passing'] {
    const compiled = new Map<string, RegExp>();
    const [filterNos, packageIds]: [number[], number[]] = [[], []];
    this.#sets.forEach((filters, i) => {
      for (const { id, name } of packages) {
        if (!passesFilters(name, filters, compiled)) continue;
        filterNos.push(i + 1);
        packageIds.push(id);
      }
    });
    return { filterNos, packageIds };
  }
}

/** The sources joined to their tag_packages, as `source (tag_id, filter_no, ord)`; `ord` 1 is the tag itself. */
export function sourcesJoin(sources: PackageSources, event: number | null): Sql {
  return sql`
    unnest(${sources.tagIds}::int[], ${sources.filterNos}::int[]) with ordinality as source (tag_id, filter_no, ord)
    join tag_packages on tag_packages.tag_id = source.tag_id and ${activeAt(event, 'tag_packages')}`;
}
export function passesSource(sources: PackageSources): Sql {
  const { filterNos, packageIds } = sources.passing;
  return sql`(source.filter_no = 0 or (source.filter_no, tag_packages.package_id) in (select * from unnest(${filterNos}::int[], ${packageIds}::int[])))`;
}
/** Packages that a tag lists and does not block: those among the given, or all where they are many. */
export async function listListed(
  db: Db,
  sources: PackageSources,
  { event, packageIds }: { readonly event: number | null; readonly packageIds: readonly number[] },
): Promise<IdCounts> {
  const listed = new IdCounts();
  if (packageIds.length === 0) return listed;
  const wanted = packageIds.length <= manyPackages ? packageIds : null;
  const few = packageIds.length <= fewPackages;
  const portions = db.pour(listedPackages(sources, event, wanted), new IntColumns<readonly [number[]]>(), { few });
  for await (const [ids] of portions) for (const id of ids) listed.add(id);
  return listed;
}
/** More are looked for with a plan that knows how many they are. */
const fewPackages = 20;
/** To read whole lists takes less than to look for so many in them. */
const manyPackages = 2000;

/** The same as a condition on a package's id. */
export function isListed(packageColumn: Sql, sources: PackageSources, event: number | null): Sql {
  // How many packages that leaves PostgreSQL cannot guess: `is true` keeps it from building its plan on the guess.
  return sql`(${packageColumn} in (${listedPackages(sources, event, null)})) is true`;
}
function listedPackages(sources: PackageSources, event: number | null, wanted: readonly number[] | null): Sql {
  return sql`
    select tag_packages.package_id from ${sourcesJoin(sources, event)}
    where ${allOf([passesSource(sources), when(wanted, (ids) => sql`tag_packages.package_id = any(${ids}::int[])`)])}
    group by tag_packages.package_id
    having ${nearestIsBlocked} = 0`;
}
/** Names of the packages that a tag blocks, its own first. */
export async function listBlockedNames(db: Db, sources: PackageSources, event: number | null): Promise<string[]> {
  const rows = await db.rows<{ name: string }>(sql`
    select package.name from (
      select tag_packages.package_id, min(source.ord) as nearest from ${sourcesJoin(sources, event)}
      where ${passesSource(sources)}
      group by tag_packages.package_id having ${nearestIsBlocked} = 1) as blocked
    join package on package.id = blocked.package_id order by blocked.nearest, package.id`);
  return rows.map((row) => row.name);
}
/** Of the entries of a package the nearest decides; its flag rides on the order in the lowest bit, which spares a sort. */
const nearestIsBlocked = sql`min(source.ord * 2 + tag_packages.blocked::int) % 2`;
