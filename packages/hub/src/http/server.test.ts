import { once } from 'node:events';
import { truncate, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeCall } from '@koji/common/wire/encode';
import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';
import { readUntilClosed } from '../testing/sockets.fixture.ts';
import { createServer } from './server.ts';

const call = encodeCall('listPackages', []);
const request = `POST /kojihub HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${call.length}\r\n\r\n${call}`;

/** A hub with one database connection for reading and a list of packages that is too long for the buffers on the way. */
async function startBusyHub() {
  const hub = await startHub({ settings: { DBConnections: '1' } });
  await hub.database.sql("insert into package (name) select 'package-' || n from generate_series(1, 200000) n");
  const server = await createServer({ ...hub.open, stallMs: 500, arrivalMs: 500 });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...hub,
    connect: () => connect((server.server.address() as AddressInfo).port, '127.0.0.1'),
    /** Answers only when the one connection is to be had. */
    read: () => hub.anonymous.hub.getPackageID('package-7'),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await hub[Symbol.asyncDispose]();
    },
  };
}

test('a client that hangs up before its answer begins leaves nothing behind', async () => {
  await using hub = await startBusyHub();
  await hub.database.sql('begin');
  await hub.database.sql('lock table package');
  const socket = hub.connect();
  socket.write(request);
  await sleep(300);
  socket.destroy();
  await sleep(100);
  await hub.database.sql('commit');
  expect(await hub.read()).toBeGreaterThan(0);
});

test('what is read for a client that hangs up is cancelled in the database', async () => {
  await using hub = await startBusyHub();
  const running = async () => {
    // In a transaction it would stay as it was at first.
    await hub.database.sql('select pg_stat_clear_snapshot()');
    const [row] = await hub.database.sql<{ count: string }>(
      "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'koji-hub reader' and state = 'active'",
    );
    return Number(row?.count);
  };
  await hub.database.sql('begin');
  await hub.database.sql('lock table package');
  const socket = hub.connect();
  socket.write(request);
  await expect.poll(running).toBe(1);
  socket.destroy();
  await expect.poll(running).toBe(0);
  await hub.database.sql('commit');
});

test('a client that stops reading is cut off, and gives its database connection back', async () => {
  await using hub = await startBusyHub();
  const socket = hub.connect();
  socket.write(request);
  await once(socket, 'readable');
  expect(await hub.read()).toBeGreaterThan(0);
  expect(await readUntilClosed(socket)).not.toMatch(/<\/methodResponse>/);
});

test('an answer that cannot be read to its end is cut off, never closed as if it were whole', async () => {
  await using hub = await startBusyHub();
  const socket = hub.connect();
  socket.write(request);
  await once(socket, 'readable');
  await hub.database.sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'koji-hub reader'",
  );
  expect(await readUntilClosed(socket)).not.toMatch(/<\/methodResponse>/);
  expect(await hub.read()).toBeGreaterThan(0);
});

test('a client that is slow to send its call, or to fetch a file, is cut off', async () => {
  await using hub = await startBusyHub();
  const slow = hub.connect();
  slow.write(request.slice(0, -10));
  const trickle = setInterval(() => slow.write(' '), 100);
  const answer = await readUntilClosed(slow).finally(() => clearInterval(trickle));
  expect(answer).not.toMatch(/200 OK/);
  const file = join(hub.topdir, 'work/big');
  await writeFile(file, '');
  await truncate(file, 100_000_000);
  const idle = hub.connect();
  idle.write('GET /kojifiles/work/big HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(idle, 'readable');
  await sleep(1500);
  const received = await readUntilClosed(idle);
  expect(received.length).toBeLessThan(100_000_000);
});
