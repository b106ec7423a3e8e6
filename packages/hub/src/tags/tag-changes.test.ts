import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DatabaseSession } from '../db/database-session.ts';
import { createPool } from '../db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.fixture.ts';
import { Random } from '../testing/random.fixture.ts';
import {
  activeAtEvent,
  clearInstance,
  type RandomInstance,
  randomInstance,
  storeInstance,
} from '../testing/random-instance.fixture.ts';
import { flattenInheritance } from './read-inheritance.ts';
import { hasChangedSince, readFirstChange, readLastChange } from './tag-changes.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ connectionString: database.url }, { max: 1, readOnly: true, name: 'test' });
});
afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

/** Every event that changed one of the tags: all of them began at the first. */
function changesOf(instance: RandomInstance, tags: readonly number[]): number[] {
  const rows = [
    ...instance.links.map((link) => ({ ...link, tagId: link.child_id })),
    ...instance.entries,
    ...instance.listings,
    ...instance.tags.map((tagId) => ({ tagId, create: 1, revoke: null })),
  ];
  return rows
    .filter((row) => tags.includes(row.tagId))
    .flatMap(({ create, revoke }) => (revoke === null ? [create] : [create, revoke]));
}
function scope(instance: RandomInstance, tag: number, event: number | null): number[] {
  const links = instance.links.filter(activeAtEvent(event)).sort((a, b) => a.priority - b.priority);
  return [tag, ...flattenInheritance(tag, links).map((link) => link.parent_id)];
}

test.each([0, 1, 2, 3, 4, 5])(
  'first and last changes of tags are those of a slow search through all there is, seed %i',
  async (seed) => {
    const instance = randomInstance(new Random(seed));
    await clearInstance(database);
    await storeInstance(database, instance);
    const db = new DatabaseSession(pool, { readOnly: true });
    for (const tagId of instance.tags) {
      for (const event of [null, 1, 2, 5, 20, instance.lastEvent]) {
        for (const inherit of [true, false]) {
          const changes = changesOf(instance, inherit ? scope(instance, tagId, event) : [tagId]);
          const label = `tag ${tagId}, event ${event}, inherit ${inherit}`;
          const before = changes.filter((change) => event === null || change < event);
          expect(await readLastChange(db, { tagId, inherit }, event), label).toBe(before.length > 0 ? Math.max(...before) : null);
          const after = changes.filter((change) => event !== null && change > event);
          const first = event === null ? 1 : after.length > 0 ? Math.min(...after) : null;
          expect(await readFirstChange(db, { tagId, inherit }, event), label).toBe(first);
          if (event !== null && !inherit) expect(await hasChangedSince(db, [tagId], event), label).toBe(after.length > 0);
        }
      }
    }
    await db.commit();
  },
);
