import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.fixture.ts';
import { DatabaseSession } from './database-session.ts';
import { createPool } from './pool.ts';
import { sql } from './sql.ts';
import { limitTime } from './time-limit.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ connectionString: database.url }, { max: 1, name: 'test' });
});
afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

const slow = sql`select pg_sleep(20)`;
async function read(rows: AsyncIterable<unknown>, most = Number.POSITIVE_INFINITY): Promise<number> {
  let count = 0;
  for await (const _row of rows) if (++count >= most) break;
  return count;
}

test.each([true, false])('a limit ends with its statement, whatever becomes of that (read only: %s)', async (readOnly) => {
  const db = new DatabaseSession(pool, { readOnly });
  const limited = limitTime(db, 1);
  const present = () => db.value<string>(sql`show statement_timeout`);
  const usual = await present();
  expect(await limited.value(sql`show statement_timeout`)).toBe('1s');
  expect(await read(limited.stream(sql`select generate_series(1, 3)`))).toBe(3);
  expect(await read(limited.stream(sql`select generate_series(1, 3000)`), 2)).toBe(2);
  expect(await present()).toBe(usual);
  const refused = { faultCode: 1000, message: 'no answer within 1 seconds' };
  await expect(db.savepoint(() => limited.rows(slow))).rejects.toMatchObject(refused);
  expect(await present()).toBe(usual);
  await expect(db.savepoint(() => read(limited.stream(slow)))).rejects.toMatchObject(refused);
  await expect(db.savepoint(() => limited.run(sql`select 1 / 0`))).rejects.toThrow('division by zero');
  expect(await present()).toBe(usual);
  await db.commit();
});
