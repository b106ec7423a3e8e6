import type { Socket } from 'node:net';
import { ByteWriter } from '@koji/common/wire/byte-writer';
import { encodeResponse, responseChunks } from '@koji/common/wire/encode';
import type { WireValue } from '@koji/common/wire/values';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.fixture.ts';
import { Random } from '../testing/random.fixture.ts';
import type { Rows } from './database.ts';
import { DatabaseSession, type DatabaseSessionOptions } from './database-session.ts';
import { type Documents, extraDocument } from './documents.ts';
import { Gate } from './gate.ts';
import { IntColumns } from './int-columns.ts';
import { toJsonText } from './json.ts';
import { isDatabaseOutage } from './outage.ts';
import { createPool } from './pool.ts';
import { Cells } from './row-cells.ts';
import { RowJson } from './row-json.ts';
import type { PortionSink } from './row-reader.ts';
import { raw, type Sql, sql } from './sql.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ connectionString: database.url }, { max: 2, readOnly: true, name: 'streams' });
});
afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

const sessions: DatabaseSession[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.rollback();
});
function aSession(options: Partial<DatabaseSessionOptions> = {}): DatabaseSession {
  const session = new DatabaseSession(pool, { readOnly: true, ...options });
  sessions.push(session);
  return session;
}
async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
/** What goes over the wire, and what would if values were made of the rows first. */
async function bothWays(query: Sql, documents?: Documents): Promise<[encoded: string, values: string]> {
  const db = aSession();
  const encoded = async (rows: Rows<WireValue>) => {
    const pieces = await collect(responseChunks(rows));
    return Buffer.concat(pieces.map((piece) => Buffer.from(piece as string))).toString();
  };
  const streamed = await encoded(db.stream(query, { documents }));
  const [first, again] = [
    await encoded(db.stream(query, { documents, few: true })),
    await encoded(db.stream(query, { documents, few: true })),
  ];
  expect([first, again].map((short) => short === streamed)).toEqual([true, true]);
  const rows = await collect(db.stream<WireValue>(query, { documents }));
  await db.commit();
  return [streamed, encodeResponse(rows)];
}
/** Rows as lines of JSON. */
class JsonLines implements PortionSink<Buffer> {
  readonly #json: readonly string[];
  readonly #out = new ByteWriter();
  #cells = new Cells(0);
  #rows = new RowJson([], []);

  constructor(json: readonly string[]) {
    this.#json = json;
  }
  columns(columns: readonly pg.FieldDef[]): void {
    this.#cells = new Cells(columns.length);
    this.#rows = new RowJson(columns, this.#json);
  }
  row(bytes: Buffer, at: number): void {
    this.#cells.find(bytes, at);
    this.#rows.write(this.#out, bytes, this.#cells);
    this.#out.addText('\n');
  }
  take(): Buffer | undefined {
    return this.#out.take();
  }
}
/** Statements of ours that PostgreSQL is busy with. */
async function countRunning(): Promise<number> {
  const [row] = await database.sql<{ count: string }>(
    "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'streams' and state = 'active'",
  );
  return Number(row?.count);
}

const cells: readonly [type: string, values: readonly (string | null)[]][] = [
  [
    'text',
    [
      null,
      '',
      'plain',
      'C:\\dir',
      '<a> & "b"\r\n\t',
      '\u0001\u001f\u007f',
      'żółć €',
      '😀',
      '\ufffe\uffff\ufeff',
      ']]>',
      'x'.repeat(70_000),
    ],
  ],
  ['varchar', ['&amp;', 'a long name that is copied in one go rather than byte by byte']],
  ['bool', ['t', 'f', null]],
  ['int2', ['-32768', '0']],
  ['int4', ['-2147483648', '2147483647', '7', null]],
  ['int8', ['0', '999999999', '2147483647', '2147483648', '-2147483649', '9007199254740993', '-9223372036854775808', null]],
  [
    'float8',
    [
      '0',
      '-0',
      '1',
      '-1.5',
      '1700000000.25',
      '1e15',
      '999999999999999',
      '123456789012345680',
      '1e16',
      '1e-4',
      '1e-5',
      '5e-324',
      '1.7976931348623157e308',
      'NaN',
      'Infinity',
      '-Infinity',
      null,
    ],
  ],
  ['float4', ['0.1', '16777216', '1e20']],
  ['numeric', ['1.500', '12345678901234567890', '0.00001']],
  [
    'timestamptz',
    [
      '2026-11-23 07:14:06.669864+00',
      '2026-11-23 07:14:06+00',
      '2026-11-23 07:14:06.66+00',
      '2026-11-23 07:14:06.5+05:30',
      '1900-01-01 00:00:00+00',
      '10000-01-01 00:00:00.25+00',
      '0044-03-15 12:00:00.5+00 BC',
      'infinity',
      '-infinity',
      null,
    ],
  ],
  ['timestamp', ['2026-11-23 07:14:06.5', '2026-11-23 07:14:06']],
  ['int4[]', ['{}', '{1,2}', '{1,null}']],
  ['text[]', ['{"a b",c}']],
  ['bytea', ['\\x00ff']],
];

test.each(cells)('cells of type %s go out as the values made of them would', async (type, values) => {
  const [encoded, expected] = await bothWays(
    sql`select 1 as "first", cell::${raw(type)} as "a<b", n from unnest(${values}::text[]) with ordinality as given (cell, n) order by n`,
  );
  expect(encoded).toBe(expected);
});

/** JSON has no such numbers, and no bytes. */
const inJson = cells
  .filter(([type]) => type !== 'bytea')
  .map(([type, values]) => [type, values.filter((value) => !/NaN|Infinity/.test(String(value)))] as const);
test.each(inJson)('as JSON cells of type %s are spelt as the values made of them', async (type, values) => {
  const query = sql`select n, cell::${raw(type)} as "aé" from unnest(${values}::text[]) with ordinality as given (cell, n) order by n`;
  const db = aSession();
  const pieces = await collect(db.pour(query, new JsonLines([])));
  const rows = await collect(db.stream<WireValue>(query));
  const expected = rows.map((row) => `${toJsonText(row)}\n`).join('');
  await db.commit();
  expect(Buffer.concat(pieces).toString()).toBe(expected);
});

test('random numbers and texts too, over many portions', async () => {
  const random = new Random(1);
  const rows = Array.from({ length: 3000 }, (_, id) => ({
    id,
    number: random.next() * 10 ** (random.below(40) - 20),
    text: Array.from({ length: random.below(40) }, () => String.fromCodePoint(1 + random.below(0x1100))).join(''),
  }));
  const query = sql`
    select id, number, text, nullif(id % 3, 0) as part, repeat(text, 20) as long
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id int, number float8, text text) order by id`;
  const [encoded, expected] = await bothWays(query);
  expect(encoded).toBe(expected);
  expect(expected.length).toBeGreaterThan(1_000_000);
});

test('columns of JSON text are structs, whichever way they go', async () => {
  const query = sql`select * from (values (1, '{"a": [1.0, null], "b<": {"c": "&"}}'), (2, null), (3, 'null')) as given (id, extra)`;
  const [encoded, expected] = await bothWays(query, extraDocument);
  expect(encoded).toBe(expected);
  expect(encoded).toContain('<double>1.0</double>');
});

test('in JSON too, whose text is spelt anew', async () => {
  const query = sql`select * from (values (1, '{"a":[1.0,null],"ä":{"c":"&"}}'), (2, null), (3, 'null')) as given (id, extra)`;
  const db = aSession();
  const pieces = await collect(db.pour(query, new JsonLines(['extra'])));
  await db.commit();
  expect(Buffer.concat(pieces).toString()).toBe(
    '{"id": 1, "extra": {"a": [1.0, null], "\\u00e4": {"c": "&"}}}\n{"id": 2, "extra": null}\n{"id": 3, "extra": null}\n',
  );
});

test('a row longer than what comes in at once is put together', async () => {
  const [encoded, expected] = await bothWays(sql`select n, repeat(md5(n::text), 100000) as long from generate_series(1, 3) n`);
  expect(encoded).toBe(expected);
});

test.each([
  ['in PostgreSQL', sql`select 1 / (5000 - n) as n, '{}' as extra from generate_series(1, 10000) n`, 'division by zero'],
  ['of ours', sql`select n, case n when 5000 then '{' end as extra from generate_series(1, 10000) n`, 'Invalid JSON data'],
])('an error %s in the middle ends the stream, not the connection', async (_where, query, message) => {
  const db = aSession();
  for (const read of [
    () => collect(db.stream(query, { documents: extraDocument })),
    () => collect(responseChunks(db.stream(query, { documents: extraDocument }))),
  ])
    await expect(read()).rejects.toThrow(message);
  expect(await db.value(sql`select 1`)).toBe(1);
  await db.commit();
});

test('PostgreSQL stops when the reader has enough, and the connection goes on', async () => {
  const db = aSession();
  for await (const { n } of db.stream<{ n: number }>(sql`select generate_series(1, 1000000000) as n`)) if (n === 10) break;
  expect(await countRunning()).toBe(0);
  expect(await db.value(sql`select 1`)).toBe(1);
  await db.commit();
});

test('inside a transaction it is read to its end instead, which keeps what was written', async () => {
  const writing = createPool({ connectionString: database.url }, { max: 1, name: 'streams' });
  const db = new DatabaseSession(writing, { readOnly: false });
  await db.run(sql`insert into package (name) values ('bash')`);
  for await (const { n } of db.stream<{ n: number }>(sql`select n from generate_series(1, 100000) n`)) if (n === 10) break;
  await db.commit();
  expect(await database.sql('select name from package')).toEqual([{ name: 'bash' }]);
  await writing.end();
});

test('a signal ends what is running, and what begins when it has fired', async () => {
  const gone = new AbortController();
  const signal = () => gone.signal;
  const sleeping = sql`select pg_sleep(60)`;
  const isCancelled = (attempt: Promise<unknown>) => expect(attempt).rejects.toMatchObject({ code: '57014' });
  const attempts = [
    isCancelled(aSession({ signal }).rows(sleeping)),
    isCancelled(collect(aSession({ signal }).stream(sleeping))),
  ];
  await expect.poll(countRunning).toBe(2);
  gone.abort();
  await Promise.all(attempts);
  expect(await countRunning()).toBe(0);
  for (const session of sessions) await session.rollback();
  await isCancelled(aSession({ signal }).rows(sleeping));
  const streams = new Gate(1);
  await expect(collect(aSession({ signal, streams }).stream(sleeping))).rejects.toMatchObject({ name: 'AbortError' });
});

test('only so many streams are open, and those who wait hold no connection', async () => {
  const streams = new Gate(1);
  const numbers = sql`select n from generate_series(1, 100000) n`;
  const first = aSession({ streams });
  const reading = first.stream<{ n: number }>(numbers)[Symbol.asyncIterator]();
  await reading.next();
  const waiting = Array.from({ length: 5 }, async () => {
    const db = aSession({ streams });
    await db.value(sql`select 1`);
    const rows = await collect(db.stream(numbers));
    await db.commit();
    return rows.length;
  });
  // There are two connections; one is the first stream's.
  expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  await reading.return?.(undefined);
  await first.commit();
  expect(await Promise.all(waiting)).toEqual([100_000, 100_000, 100_000, 100_000, 100_000]);
});

test('who gives up waiting for a place takes none', async () => {
  const gate = new Gate(1);
  const leave = await gate.enter();
  const impatient = new AbortController();
  const refused = expect(gate.enter(impatient.signal)).rejects.toMatchObject({ name: 'AbortError' });
  const next = gate.enter();
  impatient.abort();
  await refused;
  leave();
  leave();
  (await next)();
  expect(gate.isFull).toBe(false);
});

test('rows are taken past the driver though it is in the middle of another answer', async () => {
  const fresh = createPool({ connectionString: database.url }, { max: 1, readOnly: true, name: 'fresh' });
  let received = () => 0;
  fresh.on('connect', (client) => {
    const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
    received = () => stream.bytesRead;
  });
  const db = new DatabaseSession(fresh, { readOnly: true });
  const long = 20_000_000;
  const answers = await db.each(['long', 'poured'], async (kind) => {
    if (kind === 'long') return (await db.value<string>(sql`select repeat('x', ${long}::int)`))?.length;
    while (received() < long / 10) await new Promise(setImmediate);
    expect(received()).toBeLessThan(long);
    return collect(db.pour(sql`select n, 2 * n from generate_series(1, 3) as n`, new IntColumns<[number[], number[]]>()));
  });
  expect(answers).toEqual([
    long,
    [
      [
        [1, 2, 3],
        [2, 4, 6],
      ],
    ],
  ]);
  await db.commit();
  await fresh.end();
}, 10_000);

test('a connection that breaks between two parts is an outage for the one who reads on, and nobody else’s matter', async () => {
  const onBroken = () => undefined;
  const single = createPool({ connectionString: database.url }, { max: 1, readOnly: true, name: 'parts', onBroken });
  const db = new DatabaseSession(single, { readOnly: true });
  const parts = db.streamAll<{ n: number }, number>(
    [1, 2, 3, 4, 5],
    (n) => sql`select ${n}::int as n, pg_sleep(0.05)::text as rest`,
  );
  const reading = parts[Symbol.asyncIterator]();
  expect(await reading.next()).toMatchObject({ value: { n: 1 } });
  await database.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parts'");
  // Time enough for what is under way to fail without anybody waiting for it.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const error = await collect({ [Symbol.asyncIterator]: () => reading }).catch((cause: unknown) => cause);
  expect(isDatabaseOutage(error), String(error)).toBe(true);
  await db.rollback();
  await single.end();
});
