import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DatabaseSession } from '../db/database-session.ts';
import { createPool } from '../db/pool.ts';
import { listEffectiveEntries } from '../packages/package-entries.ts';
import { passesFilters } from '../tags/package-filter.ts';
import { flattenInheritance, readDescendants, readInheritance } from '../tags/read-inheritance.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.fixture.ts';
import { Random } from '../testing/random.fixture.ts';
import {
  activeAtEvent,
  clearInstance,
  type RandomInstance,
  randomInstance,
  storeInstance,
} from '../testing/random-instance.fixture.ts';
import { readTaggedBuilds, readTaggedRpms } from './read-tagged.ts';
import type { TaggedFilter } from './tagged-builds.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ connectionString: database.url }, { max: 2, readOnly: true, name: 'test' });
});
afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

type Question = Required<Omit<TaggedFilter, 'type'>>;

/** The rules said again, with nothing but loops over what there is. */
function slowly(
  instance: RandomInstance,
  question: Question,
): { entries: Map<number, { tagId: number; blocked: boolean }>; builds: [tagId: number, buildId: number, event: number][] } {
  const { tagId, event } = question;
  const isActive = activeAtEvent(event);
  const links = flattenInheritance(
    tagId,
    instance.links.filter(isActive).sort((a, b) => a.priority - b.priority),
  );
  const nameOf = (id: number) => instance.packages.find((p) => p.id === id)?.name ?? '';
  const entries = new Map<number, { tagId: number; blocked: boolean }>();
  for (const { parent_id, filter } of [{ parent_id: tagId, filter: [] as string[] }, ...links]) {
    for (const entry of instance.entries) {
      if (entry.tagId !== parent_id || !isActive(entry) || entries.has(entry.packageId)) continue;
      if (passesFilters(nameOf(entry.packageId), filter))
        entries.set(entry.packageId, { tagId: parent_id, blocked: entry.blocked });
    }
  }
  const builds: [number, number, number][] = [];
  const taken = new Map<number, number>();
  for (const tag of [tagId, ...(question.inherit ? links.map((link) => link.parent_id) : [])]) {
    const tagged = instance.listings
      .filter((l) => l.tagId === tag && isActive(l))
      .sort((a, b) => b.create - a.create || b.buildId - a.buildId);
    for (const { buildId, create } of tagged) {
      const build = instance.builds.find((b) => b.id === buildId);
      if (!build?.complete || !entries.has(build.packageId) || entries.get(build.packageId)?.blocked) continue;
      const name = nameOf(build.packageId);
      if (question.package !== null && name !== question.package) continue;
      if (question.prefix !== null && !name.toLowerCase().startsWith(question.prefix.toLowerCase())) continue;
      if (question.owner !== null && build.owner !== question.owner) continue;
      if (question.draft !== null && build.draft !== question.draft) continue;
      const count = taken.get(build.packageId) ?? 0;
      if (question.latest !== null && count >= question.latest) continue;
      taken.set(build.packageId, count + 1);
      builds.push([tag, buildId, create]);
    }
  }
  return { entries, builds };
}
function randomQuestion(random: Random, instance: RandomInstance): Question {
  const maybe = <T>(probability: number, value: T) => (random.chance(probability) ? value : null);
  return {
    tagId: random.pick(instance.tags),
    event: maybe(0.4, 1 + random.below(instance.lastEvent)),
    inherit: random.chance(0.8),
    latest: maybe(0.6, 1 + random.below(3)),
    package: maybe(0.2, random.pick(instance.packages).name),
    prefix: maybe(0.15, random.pick(['a', 'B'])),
    owner: maybe(0.15, random.pick(['ada', 'bob'])),
    draft: maybe(0.2, random.chance(0.5)),
  };
}
async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

test('tagged builds, latest builds and package lists agree with a slow reading of the rules on random instances', async () => {
  for (let seed = 0; seed < 15; seed++) {
    const random = new Random(seed);
    const instance = randomInstance(random);
    await clearInstance(database);
    await storeInstance(database, instance);
    const db = new DatabaseSession(pool, { readOnly: true });
    for (let n = 0; n < 40; n++) {
      const question = randomQuestion(random, instance);
      const label = `seed ${seed}: ${JSON.stringify(question)}`;
      const expected = slowly(instance, question);
      const builds = await collect(await readTaggedBuilds(db, { ...question, type: null }));
      expect(
        builds.map((b) => [b.tag_id, b.build_id, b.create_event]),
        label,
      ).toEqual(expected.builds);
      const entries = await listEffectiveEntries(db, question.tagId, question.event);
      expect(new Map(entries.map((e) => [e.package_id, { tagId: e.tag_id, blocked: e.blocked }])), label).toEqual(
        new Map([...expected.entries].sort(([a], [b]) => a - b)),
      );
    }
    await db.commit();
  }
}, 120_000);

test('descendants are exactly the tags that inherit, where no link limits its depth', async () => {
  for (let seed = 0; seed < 10; seed++) {
    const drawn = randomInstance(new Random(seed));
    const instance = { ...drawn, links: drawn.links.map((link) => ({ ...link, maxdepth: null, intransitive: false })) };
    await clearInstance(database);
    await storeInstance(database, instance);
    const db = new DatabaseSession(pool, { readOnly: true });
    const pairs = new Set<string>();
    for (const tag of instance.tags)
      for (const { parent_id } of await readInheritance(db, tag)) pairs.add(`${tag} of ${parent_id}`);
    const reversed = new Set<string>();
    for (const tag of instance.tags) for (const { tag_id } of await readDescendants(db, tag)) reversed.add(`${tag_id} of ${tag}`);
    expect([...reversed].sort(), `seed ${seed}`).toEqual([...pairs].sort());
    await db.commit();
  }
});

test('the rpms of tagged builds come once each, once a signature when asked for', async () => {
  await clearInstance(database);
  await storeInstance(database, {
    tags: [1, 2],
    packages: [{ id: 1, name: 'bash' }],
    builds: [
      { id: 1, packageId: 1, complete: true, draft: false, owner: 'ada' },
      { id: 2, packageId: 1, complete: true, draft: false, owner: 'ada' },
    ],
    links: [
      {
        child_id: 1,
        parent_id: 2,
        name: 't2',
        priority: 0,
        maxdepth: null,
        intransitive: false,
        noconfig: false,
        pkg_filter: '',
        create: 1,
        revoke: null,
      },
    ],
    entries: [{ tagId: 2, packageId: 1, blocked: false, owner: 'ada', create: 1, revoke: null }],
    // In both tags, so met twice on the way up.
    listings: [
      { tagId: 1, buildId: 1, create: 2, revoke: null },
      { tagId: 2, buildId: 1, create: 3, revoke: null },
      { tagId: 2, buildId: 2, create: 4, revoke: null },
    ],
    lastEvent: 5,
  });
  await database.sql(`
    insert into rpminfo (id, build_id, name, version, release, arch, draft, external_repo_id, payloadhash, size, buildtime, extra)
    select n, 1 + n % 2, 'bash', '1', n::text, case when n < 3 then 'src' else 'x86_64' end, false, 0, 'x', 1, 1, '{"n": 1.5}' from generate_series(1, 4) n`);
  await database.sql(`insert into rpmsigs (rpm_id, sigkey, sighash) values (2, 'k1', 'h'), (2, 'k2', 'h')`);
  const db = new DatabaseSession(pool, { readOnly: true });
  const filter = { tagId: 1, event: null, inherit: true, latest: null, package: null, type: null };
  const [rpms, builds] = await readTaggedRpms(db, filter, { arches: null, signatures: false, extra: true });
  expect((await collect(rpms)).map((rpm) => rpm.id).sort()).toEqual([1, 2, 3, 4]);
  expect((await collect(builds)).map((build) => build.build_id)).toEqual([1, 2, 1]);
  const [signed] = await readTaggedRpms(db, { ...filter, latest: 1 }, { arches: ['src'], signatures: true, extra: false });
  expect((await collect(signed)).map((rpm) => [rpm.id, rpm.sigkey]).sort()).toEqual([
    [2, 'k1'],
    [2, 'k2'],
  ]);
  await db.commit();
});
