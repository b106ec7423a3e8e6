import pg from 'pg';
import { expect } from 'vitest';
import type { TestDatabase } from './database.fixture.ts';

/** A connection beside the hub's, to hold what the hub needs, and to wait until so many of the hub's calls wait for something. */
export async function aRival(database: TestDatabase) {
  const client = new pg.Client(database.url);
  await client.connect();
  const waiting = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return Object.assign(client, {
    async untilWaiting(calls: number): Promise<void> {
      await expect.poll(() => database.sql(waiting)).toEqual([{ n: calls }]);
    },
    [Symbol.asyncDispose]: () => client.end(),
  });
}
