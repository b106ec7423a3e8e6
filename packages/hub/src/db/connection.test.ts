import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.fixture.ts';
import { DatabaseSession } from './connection.ts';
import { createPool } from './pool.ts';
import { sql } from './sql.ts';

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
