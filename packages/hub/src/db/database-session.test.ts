import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.fixture.ts';
import { DatabaseSession } from './database-session.ts';
import { createPool } from './pool.ts';
import { sql } from './sql.ts';
import type { Guard } from './transaction-guard.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql('create table notes (text text unique)');
  pool = createPool({ connectionString: database.url }, { max: 3, name: 'test' });
});
beforeEach(() => database.sql('delete from notes'));
afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

const notes = async () => (await database.sql<{ text: string }>('select text from notes order by text')).map((row) => row.text);

/** A session that has written a note and done something the database cannot undo. */
async function aSession(from = pool) {
  const log: string[] = [];
  const db = new DatabaseSession(from, { readOnly: false, onFailedEffect: (error) => log.push(String(error)) });
  await db.run(sql`insert into notes (text) values ('mine')`);
  db.onCommit(() => void log.push('committed'));
  db.onRollback(() => void log.push('undone'));
  return { db, log };
}

test('a transaction that failed without anybody noticing is no success', async () => {
  const { db, log } = await aSession();
  await db.run(sql`insert into notes (text) values ('mine')`).catch(() => undefined);
  await expect(db.commit()).rejects.toThrow();
  expect(log).toEqual(['undone']);
  expect(await notes()).toEqual([]);
});

test('the same holds where there is nothing to undo', async () => {
  const db = new DatabaseSession(pool, { readOnly: false });
  await db.run(sql`insert into notes (text) values ('mine')`);
  await db.run(sql`insert into notes (text) values ('mine')`).catch(() => undefined);
  await expect(db.commit()).rejects.toThrow('failed before its end');
});

test('what a savepoint takes back it undoes, what came before stays', async () => {
  const { db, log } = await aSession();
  await db
    .savepoint(async () => {
      db.onRollback(() => void log.push('inner undone'));
      await db.run(sql`insert into notes (text) values ('mine')`);
    })
    .catch(() => undefined);
  await db.commit();
  expect(log).toEqual(['inner undone', 'committed']);
  expect(await notes()).toEqual(['mine']);
});

test('an effect that fails keeps no other from running', async () => {
  const { db, log } = await aSession();
  db.onRollback(() => {
    throw new Error('stuck');
  });
  await db.rollback();
  expect(log).toEqual(['Error: stuck', 'undone']);
});

test.each([
  ['reads on', false],
  ['stops reading', true],
] as const)('a stream whose connection breaks ends for one who %s, and gives its place back', async (_what, isLeaving) => {
  const single = createPool({ connectionString: database.url }, { max: 1, name: 'test' });
  single.on('connect', (client) => client.on('error', () => undefined));
  const db = new DatabaseSession(single, { readOnly: true });
  // More than fits into what lies between us and PostgreSQL.
  const query = sql`select pg_backend_pid() as pid, repeat('x', 1000) from generate_series(1, 100000)`;
  const rows = db.stream<{ pid: number }>(query)[Symbol.asyncIterator]() as AsyncGenerator<{ pid: number }>;
  const first = await rows.next();
  const broken = new Promise((resolve) => single.once('remove', resolve));
  await database.sql('select pg_terminate_backend($1)', [first.value.pid]);
  if (isLeaving) {
    await sleep(100);
    await rows.return(undefined);
  } else
    await expect(
      (async () => {
        for await (const _row of rows);
      })(),
    ).rejects.toThrow();
  await db.rollback();
  await broken;
  expect((await single.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await single.end();
});

/** Passes bytes on between a client and the database, until a text goes by; then the client hears nothing any more. */
async function startProxy(
  url: string,
  options: { readonly cutAt: string; readonly deliver: boolean; readonly staysAway?: boolean },
) {
  const target = new URL(url);
  const [host, port] = [target.hostname, Number(target.port)];
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connect(port, host);
    sockets.push(client, upstream);
    upstream.on('data', (bytes) => client.write(bytes));
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('data', (bytes) => {
      if (!bytes.includes(options.cutAt)) upstream.write(bytes);
      else {
        upstream.removeAllListeners('data');
        if (options.deliver) upstream.write(bytes);
        if (options.staysAway) server.close();
        setTimeout(() => client.destroy(), 100);
        if (!options.deliver) setTimeout(() => upstream.destroy(), 100);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  target.port = String((server.address() as AddressInfo).port);
  return {
    url: target.href,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test.each([
  ['reached the database', true, ['committed'], ['mine']],
  ['was lost on the way', false, ['undone'], []],
] as const)(
  'when the connection breaks at the commit, files follow what the database has: the commit %s',
  async (_what, deliver, expected, rows) => {
    await using proxy = await startProxy(database.url, { cutAt: 'commit', deliver });
    const fragile = createPool({ connectionString: proxy.url }, { max: 2, name: 'test' });
    fragile.on('error', () => undefined);
    fragile.on('connect', (client) => client.on('error', () => undefined));
    const { db, log } = await aSession(fragile);
    if (deliver) await db.commit();
    else await expect(db.commit()).rejects.toThrow();
    expect(log).toEqual(expected);
    expect(await notes()).toEqual(rows);
    await fragile.end();
  },
);

test('when the database stays away after that, files stay too, and the operator is told why', async () => {
  await using proxy = await startProxy(database.url, { cutAt: 'commit', deliver: true, staysAway: true });
  const fragile = createPool({ connectionString: proxy.url }, { max: 2, name: 'test' });
  fragile.on('connect', (client) => client.on('error', () => undefined));
  const { db, log } = await aSession(fragile);
  await expect(db.commit()).rejects.toThrow();
  expect(log).toEqual([expect.stringMatching(/whether transaction \d+ was committed is not known; its files stay/)]);
  await fragile.end();
});

test('steps of a session that only reads share its connection, and one that fails leaves the others be', async () => {
  await database.sql(`insert into notes (text) select 'note ' || n from generate_series(0, 9) n`);
  const db = new DatabaseSession(pool, { readOnly: true });
  const divisors = Array.from({ length: 120 }, (_, i) => i % 10);
  const outcomes = await db.each(divisors, async (n) => {
    const text = await db.value<string>(sql`select text from notes where text = ${`note ${n}`}`);
    const streamed: string[] = [];
    for await (const row of db.stream<{ text: string }>(sql`select text from notes where text = ${text}`))
      streamed.push(row.text);
    return db.value(sql`select ${streamed[0]} || ${600} / ${n}::int`).catch((error: Error) => error.message);
  });
  expect(outcomes).toEqual(divisors.map((n) => (n === 0 ? 'division by zero' : `note ${n}${Math.trunc(600 / n)}`)));
  await expect(db.each([1], () => db.idle(async () => undefined))).rejects.toThrow('not in a multiCall');
  // The connection is as it was before.
  const rows: unknown[] = [];
  for await (const row of db.stream(sql`select text from notes order by text limit 2`)) rows.push(row);
  expect(rows).toEqual([{ text: 'note 0' }, { text: 'note 1' }]);
  await db.commit();
});

test('steps in a transaction follow one another', async () => {
  const db = new DatabaseSession(pool, { readOnly: false });
  const counts = await db.each(['a', 'b', 'c'], async (text) => {
    await db.run(sql`insert into notes (text) values (${text})`);
    return db.value(sql`select count(*)::int from notes`);
  });
  await db.rollback();
  expect(counts).toEqual([1, 2, 3]);
});

test('a prepared statement keeps its columns: rows, none, and no columns at all read alike each time', async () => {
  const db = new DatabaseSession(pool, { readOnly: false });
  const insert = (text: string) => db.run(sql`insert into notes (text) values (${text})`);
  const read = (text: string) => db.rows(sql`select text, length(text) as n from notes where text = ${text}`);
  expect([await insert('one'), await insert('three')]).toEqual([1, 1]);
  expect([await read('one'), await read('two'), await read('three')]).toEqual([
    [{ text: 'one', n: 3 }],
    [],
    [{ text: 'three', n: 5 }],
  ]);
  await db.rollback();
});

test('a statement whose answer would have other columns by now is refused, not misread', async () => {
  await database.sql('create table shapes (a int)');
  await database.sql('insert into shapes values (1)');
  const db = new DatabaseSession(pool, { readOnly: true });
  const read = () => db.rows(sql`select * from shapes`);
  expect([await read(), await read()]).toEqual([[{ a: 1 }], [{ a: 1 }]]);
  await database.sql(`alter table shapes add b text default 'x'`);
  await expect(read()).rejects.toThrow('cached plan must not change result type');
  await db.commit();
});

/** What a client says in each of its turns, the database's answer to the one before having come. */
async function startListener(url: string) {
  const target = new URL(url);
  const [host, port] = [target.hostname, Number(target.port)];
  const turns: string[] = [];
  let isAnswered = true;
  const server = createServer((client) => {
    const upstream = connect(port, host);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('close', () => upstream.destroy());
    upstream.on('data', (bytes) => {
      isAnswered = true;
      client.write(bytes);
    });
    client.on('data', (bytes) => {
      if (isAnswered) turns.push('');
      isAnswered = false;
      turns.push(turns.pop() + bytes.toString('latin1'));
      upstream.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  target.port = String((server.address() as AddressInfo).port);
  return { url: target.href, turns, [Symbol.asyncDispose]: async () => void server.close() };
}

/** Passes while there is a permit, which it takes away. */
const guard: Guard = {
  query: sql`delete from notes where text = 'permit'`,
  reason: sql`select count(*)::int as n from notes`,
  refusal: (row) => new Error(`no permit among ${(row as { n: number }).n}`),
};
const note = (text: string) => sql`insert into notes (text) values (${text})`;

test('what has no answer of its own costs no turn: begin, guard, savepoints', async () => {
  await using listener = await startListener(database.url);
  const distant = createPool({ connectionString: listener.url }, { max: 1, name: 'test' });
  const write = async (forgettable: boolean, texts: readonly string[]) => {
    await database.sql("insert into notes values ('permit')");
    const db = new DatabaseSession(distant, { readOnly: false, forgettable });
    await db.beginWith(guard);
    await db.run(note('first'));
    for (const text of texts) await db.savepoint(() => db.run(note(text)));
    await db.commit();
    await database.sql("delete from notes where text = 'first'");
  };
  await write(false, []);
  const from = listener.turns.length;
  await write(true, ['a', 'b']);
  const turns = listener.turns.slice(from);
  const order = ['begin', 'savepoint s1', 'release savepoint s1', 'savepoint s2', 'release savepoint s2', 'commit'];
  expect(turns.map((turn) => order.filter((word) => new RegExp(`(?<!release )${word}\\b(?! to off)`).test(turn)))).toEqual([
    ['begin'],
    ['savepoint s1'],
    ['release savepoint s1', 'savepoint s2'],
    ['release savepoint s2', 'commit'],
  ]);
  expect(turns.filter((turn) => turn.includes('synchronous_commit'))).toEqual([turns.at(-1)]);
  expect(await notes()).toEqual(['a', 'b']);
  await distant.end();
});

test('a guard that refuses is heard of before what fails behind it, and nothing is done, whoever keeps it for himself', async () => {
  await database.sql("insert into notes values ('mine')");
  const db = new DatabaseSession(pool, { readOnly: false });
  await db.beginWith(guard);
  const tries = [() => db.run(note('mine')), () => db.savepoint(() => db.run(note('other'))), () => db.run(note('third'))];
  for (const attempt of tries) await expect(attempt()).rejects.toThrow('no permit among 1');
  await expect(db.commit()).rejects.toThrow('no permit among 1');
  await db.rollback();
  expect(await notes()).toEqual(['mine']);
});

test('what a guard has changed stays with changes and goes without', async () => {
  await database.sql("insert into notes values ('permit')");
  const reading = new DatabaseSession(pool, { readOnly: false });
  await reading.beginWith(guard);
  expect(await reading.value(sql`select count(*)::int from notes`)).toBe(0);
  await reading.commit();
  expect(await notes()).toEqual(['permit']);
  const writing = new DatabaseSession(pool, { readOnly: false });
  await writing.value(sql`select 1`);
  await writing.beginWith(guard);
  await writing.value(sql`with kept as (insert into notes values ('kept') returning text) select text from kept`);
  await writing.commit();
  expect(await notes()).toEqual(['kept']);
});

test('a step that has begun the transaction and fails takes it back, and others go on', async () => {
  const db = new DatabaseSession(pool, { readOnly: false });
  const writeTwice = (text: string) =>
    db.savepoint(async () => {
      await db.run(note(text));
      await db.savepoint(() => db.run(note(text))).catch(() => db.run(note(`${text}!`)));
      if (text !== 'b') throw new Error(text);
    });
  for (const text of ['a', 'b', 'c']) await writeTwice(text).catch((error: Error) => expect(error.message).toBe(text));
  await db.commit();
  expect(await notes()).toEqual(['b', 'b!']);
});

test('a reader of rows has its place in a transaction, first or in the middle', async () => {
  const db = new DatabaseSession(pool, { readOnly: false });
  const count = async () => {
    let n = 0;
    for await (const _row of db.stream(sql`select * from generate_series(1, 5000)`)) n += 1;
    return n;
  };
  const counts = [await count()];
  await db.savepoint(async () => {
    await db.run(sql`insert into notes (text) values ('between')`);
    counts.push(await count());
  });
  await db.commit();
  expect(counts).toEqual([5000, 5000]);
  expect(await notes()).toEqual(['between']);
});
