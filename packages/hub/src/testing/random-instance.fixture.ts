import type { InheritanceLink } from '../tags/queries.ts';
import type { TestDatabase } from './database.fixture.ts';
import type { Random } from './random.fixture.ts';

/** A row that counted from one event until another. */
interface Versioned {
  readonly create: number;
  revoke: number | null;
}
export interface RandomInstance {
  readonly tags: readonly number[];
  readonly packages: readonly { readonly id: number; readonly name: string }[];
  readonly builds: readonly {
    readonly id: number;
    readonly packageId: number;
    readonly complete: boolean;
    readonly draft: boolean;
    readonly owner: string;
  }[];
  readonly links: readonly (InheritanceLink & Versioned)[];
  readonly entries: readonly ({
    readonly tagId: number;
    readonly packageId: number;
    readonly blocked: boolean;
    readonly owner: string;
  } & Versioned)[];
  readonly listings: readonly ({ readonly tagId: number; readonly buildId: number } & Versioned)[];
  readonly lastEvent: number;
}

const owners = ['ada', 'bob'];
const names = ['aa', 'ab', 'ba', 'bb', 'Ac'];

/** Tags, packages and builds with a history of random changes. */
export function randomInstance(random: Random): RandomInstance {
  const tags = Array.from({ length: 3 + random.below(4) }, (_, i) => i + 1);
  const packages = names.map((name, i) => ({ id: i + 1, name }));
  const builds = Array.from({ length: 14 }, (_, i) => ({
    id: i + 1,
    packageId: random.pick(packages).id,
    complete: random.chance(0.85),
    draft: random.chance(0.2),
    owner: random.pick(owners),
  }));
  const links: (InheritanceLink & Versioned)[] = [];
  const entries: RandomInstance['entries'][number][] = [];
  const listings: RandomInstance['listings'][number][] = [];
  let event = 1;
  const revoke = <T extends Versioned>(rows: T[], isSame: (row: T) => boolean) => {
    for (const row of rows) if (row.revoke === null && isSame(row)) row.revoke = event;
  };
  for (let step = 0; step < 120; step++) {
    // Some things happen at one event.
    if (random.chance(0.3)) event++;
    const tagId = random.pick(tags);
    const kind = random.below(10);
    if (kind === 0) {
      const parent = random.pick(tags);
      if (parent === tagId || links.some((l) => l.create === event && l.child_id === tagId)) continue;
      revoke(links, (l) => l.child_id === tagId && l.parent_id === parent);
      if (random.chance(0.2) || links.some((l) => l.revoke === null && l.child_id === tagId && l.priority === step)) continue;
      links.push({
        child_id: tagId,
        parent_id: parent,
        name: `t${parent}`,
        priority: step,
        maxdepth: random.chance(0.2) ? random.below(3) : null,
        intransitive: random.chance(0.1),
        noconfig: random.chance(0.1),
        pkg_filter: random.chance(0.25) ? random.pick(['^a', '.*b$', '(?i)a']) : '',
        create: event,
        revoke: null,
      });
    } else if (kind < 5) {
      const packageId = random.pick(packages).id;
      if (entries.some((e) => e.create === event && e.tagId === tagId && e.packageId === packageId)) continue;
      revoke(entries, (e) => e.tagId === tagId && e.packageId === packageId);
      if (random.chance(0.15)) continue;
      entries.push({ tagId, packageId, blocked: random.chance(0.2), owner: random.pick(owners), create: event, revoke: null });
    } else {
      const buildId = random.pick(builds).id;
      if (listings.some((l) => l.create === event && l.tagId === tagId && l.buildId === buildId)) continue;
      revoke(listings, (l) => l.tagId === tagId && l.buildId === buildId);
      if (random.chance(0.15)) continue;
      listings.push({ tagId, buildId, create: event, revoke: null });
    }
  }
  return { tags, packages, builds, links, entries, listings, lastEvent: event };
}

/** Puts an instance into an empty database. */
export async function storeInstance({ sql }: TestDatabase, instance: RandomInstance): Promise<void> {
  const insert = async (table: string, columns: string, rows: readonly (readonly unknown[])[]) => {
    for (const row of rows)
      await sql(`insert into ${table} (${columns}) values (${row.map((_, i) => `$${i + 1}`).join(', ')})`, [...row]);
  };
  const history = ({ create, revoke }: Versioned) => [
    create,
    revoke,
    1,
    revoke === null ? null : 1,
    revoke === null ? true : null,
  ];
  const versions = 'create_event, revoke_event, creator_id, revoker_id, active';
  const userId = (name: string) => owners.indexOf(name) + 1;
  await sql(`insert into events (id) select n from generate_series(1, $1) n on conflict do nothing`, [instance.lastEvent]);
  await insert(
    'users',
    'id, name, status, usertype',
    owners.map((name) => [userId(name), name, 0, 0]),
  );
  await insert(
    'tag',
    'id, name',
    instance.tags.map((id) => [id, `t${id}`]),
  );
  await insert(
    'tag_config',
    'tag_id, create_event, creator_id',
    instance.tags.map((id) => [id, 1, 1]),
  );
  await insert(
    'package',
    'id, name',
    instance.packages.map(({ id, name }) => [id, name]),
  );
  await insert(
    'build',
    'id, volume_id, pkg_id, version, release, draft, create_event, completion_time, state, owner',
    instance.builds.map((b) => [
      b.id,
      0,
      b.packageId,
      '1',
      b.draft ? `1,draft_${b.id}` : String(b.id),
      b.draft,
      1,
      '2024-01-01',
      b.complete ? 1 : 3,
      userId(b.owner),
    ]),
  );
  await insert(
    'tag_inheritance',
    `tag_id, parent_id, priority, maxdepth, intransitive, noconfig, pkg_filter, ${versions}`,
    instance.links.map((l) => [
      l.child_id,
      l.parent_id,
      l.priority,
      l.maxdepth,
      l.intransitive,
      l.noconfig,
      l.pkg_filter,
      ...history(l),
    ]),
  );
  await insert(
    'tag_packages',
    `tag_id, package_id, blocked, ${versions}`,
    instance.entries.map((e) => [e.tagId, e.packageId, e.blocked, ...history(e)]),
  );
  await insert(
    'tag_package_owners',
    `tag_id, package_id, owner, ${versions}`,
    instance.entries.map((e) => [e.tagId, e.packageId, userId(e.owner), ...history(e)]),
  );
  await insert(
    'tag_listing',
    `tag_id, build_id, ${versions}`,
    instance.listings.map((l) => [l.tagId, l.buildId, ...history(l)]),
  );
}

/** Takes everything out again, in no time. */
export async function clearInstance({ sql }: TestDatabase): Promise<void> {
  await sql(
    'truncate tag_listing, tag_packages, tag_package_owners, tag_inheritance, tag_config, tag, build, package, users, events restart identity cascade',
  );
}

export function activeAtEvent(event: number | null): (row: Versioned) => boolean {
  return ({ create, revoke }) => (event === null ? revoke === null : create <= event && (revoke === null || event < revoke));
}
