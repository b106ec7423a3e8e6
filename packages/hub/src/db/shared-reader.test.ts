import { setTimeout as sleep } from 'node:timers/promises';
import { decodeResponse } from '@koji/common/wire/decode';
import { responseChunks } from '@koji/common/wire/encode';
import type { WireValue } from '@koji/common/wire/values';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.fixture.ts';
import { DatabaseSession } from './database-session.ts';
import { isDatabaseOutage } from './outage.ts';
import { createPool } from './pool.ts';
import { SharedReader } from './shared-reader.ts';
import { type Sql, sql } from './sql.ts';

let database: TestDatabase;
let own: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  own = createPool({ connectionString: database.url }, { max: 10, readOnly: true, name: 'own' });
});
afterAll(async () => {
  await own.end();
  await database[Symbol.asyncDispose]();
});

function openReader(): SharedReader {
  const onBroken = () => undefined;
  return new SharedReader(createPool({ connectionString: database.url }, { max: 1, readOnly: true, name: 'shared', onBroken }));
}
/** Each session is another call's; the answer tells whose connection it came over. */
async function over(reader: SharedReader, query: Sql): Promise<string | undefined> {
  const db = new DatabaseSession(own, { readOnly: true, sharedReader: reader });
  try {
    return await db.value<string>(query);
  } finally {
    await db.rollback();
  }
}

const which = sql`current_setting('application_name')`;
const short = sql`select ${which}`;
/** Takes as long as its value says. */
const waiting = (seconds: number) => sql`select ${which} from pg_sleep(${seconds}::float8)`;

/** Seen to be short, with the connection open. */
async function proven(reader: SharedReader, query: Sql): Promise<void> {
  await expect.poll(() => over(reader, query)).toBe('shared');
}

test('a statement is sent alone until it has proved to be short, then with those of other calls', async () => {
  await using reader = openReader();
  expect(await over(reader, short)).toBe('own');
  await proven(reader, short);
  const answers = await Promise.all(Array.from({ length: 20 }, () => over(reader, short)));
  expect(new Set(answers)).toEqual(new Set(['shared']));
});

test('one that is never short is always sent alone', async () => {
  await using reader = openReader();
  await proven(reader, short);
  for (let i = 0; i < 3; i++) expect(await over(reader, waiting(0.03))).toBe('own');
});

test('what turns out slow on the way has nobody wait behind it for long', async () => {
  await using reader = openReader();
  await proven(reader, short);
  await proven(reader, waiting(0));
  const slow = over(reader, waiting(0.5));
  await sleep(50);
  const startedAt = performance.now();
  expect(await over(reader, short)).toBe('own');
  expect(performance.now() - startedAt).toBeLessThan(400);
  expect(await slow).toBe('shared');
  expect(await over(reader, waiting(0))).toBe('own');
  expect(await over(reader, short)).toBe('shared');
});

test('a statement that fails is the only one that does', async () => {
  await using reader = openReader();
  const divide = (by: number) => sql`select ${which} || 1 / ${by}::int`;
  await proven(reader, short);
  await expect.poll(() => over(reader, divide(1))).toBe('shared1');
  const answers = await Promise.allSettled([over(reader, divide(1)), over(reader, divide(0)), over(reader, divide(1))]);
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason.message))).toEqual([
    'shared1',
    'division by zero',
    'shared1',
  ]);
});

test('rows on their way to the wire travel among others, and what cannot be read of one harms none of them', async () => {
  await using reader = openReader();
  const documents = { text: (text: string) => JSON.parse(text) };
  const encode = async (json: string) => {
    const db = new DatabaseSession(own, { readOnly: true, sharedReader: reader });
    const rows = db.stream<WireValue>(sql`select ${which} as over, ${json}::text as text, n from generate_series(1, 3) as n`, {
      documents,
      few: true,
    });
    try {
      const pieces: (string | Uint8Array)[] = [];
      for await (const piece of responseChunks(rows)) pieces.push(piece);
      return decodeResponse(Buffer.concat(pieces.map((piece) => Buffer.from(piece as string))).toString());
    } finally {
      await db.rollback();
    }
  };
  const rowsOf = (over: string, text: WireValue) => [1, 2, 3].map((n) => ({ over, text, n }));
  await proven(reader, short);
  await expect.poll(() => encode('[1]')).toEqual(rowsOf('shared', [1]));
  const answers = await Promise.allSettled([
    encode('{"a": 2}'),
    over(reader, short),
    encode('no JSON'),
    encode('[3]'),
    over(reader, short),
  ]);
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason.name))).toEqual([
    rowsOf('shared', { a: 2 }),
    'shared',
    'SyntaxError',
    rowsOf('shared', [3]),
    'shared',
  ]);
});

test('a session that has left something on its connection stays there', async () => {
  await using reader = openReader();
  await proven(reader, short);
  const db = new DatabaseSession(own, { readOnly: true, sharedReader: reader });
  await db.run(sql`select set_config('statement_timeout', '5s', false)`);
  expect(await db.value(short)).toBe('own');
  await db.run(sql`reset statement_timeout`);
  await db.rollback();
});

test('a call that may write reads there until it needs its transaction: to write, to lock, to read what it wrote', async () => {
  await using reader = openReader();
  await database.sql('create table if not exists notes (n int)');
  await database.sql('insert into notes values (0)');
  const writing = createPool({ connectionString: database.url }, { max: 1, name: 'writing' });
  const count = sql`select count(*)::int || ${which} from notes`;
  await expect.poll(() => over(reader, count)).toBe('1shared');
  for (const needed of [
    sql`insert into notes values (1) returning ${which}`,
    sql`select ${which} from notes limit 1 for update`,
    sql`select ${which} from notes limit 1 for update`,
  ]) {
    const db = new DatabaseSession(writing, { readOnly: false, sharedReader: reader });
    const answers = [await db.value(count), await db.value(needed), await db.value(count)];
    await db.rollback();
    expect(answers).toEqual(['1shared', 'writing', `${needed.text.startsWith('insert') ? 2 : 1}writing`]);
  }
  await writing.end();
});

test('a connection that breaks is an outage for all who wait, and is replaced', async () => {
  await using reader = openReader();
  await proven(reader, short);
  await proven(reader, waiting(0));
  const asked = Array.from({ length: 5 }, () => over(reader, waiting(0.1)).catch((error: unknown) => error));
  await database.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'shared'");
  expect((await Promise.all(asked)).map(isDatabaseOutage)).toEqual([true, true, true, true, true]);
  await expect.poll(() => over(reader, short).catch(() => 'broken')).toBe('own');
  await proven(reader, short);
});
