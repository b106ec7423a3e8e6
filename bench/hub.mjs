// Makes the calls of clients, builders and kojira to a hub on a data set of the size of Fedora's, and prints beside each what
// Koji's own hub takes for it. Run: pnpm bench hub --dataset FILE [--only PATTERN] [--concurrency 1,16] [--dir DIR]
// [--seconds 3] [--passes 2] [--workers 2] [--json] [--serve] [--profile DIR]
// --serve only starts the hub, for a look; --profile has its processes write .cpuprofile files.
// Koji's figures are the better of two passes, and so are these.
// The data set is loaded once, into a PostgreSQL cluster in DIR that is kept. Whatever else runs takes its share of the
// processors: processor time a call is steadier than calls a second.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { calls } from './hub/calls.mjs';
import { openDatabase, run } from './hub/database.mjs';
import { startHubProgram } from './hub/hub-program.mjs';
import { cpuMs, watchMemory } from './hub/processes.mjs';
import { head, line } from './hub/report.mjs';

const { values: options } = parseArgs({
  allowPositionals: true,
  options: {
    dataset: { type: 'string' },
    only: { type: 'string', default: '' },
    concurrency: { type: 'string', default: '1,16' },
    dir: { type: 'string', default: '/var/tmp/koji-bench' },
    seconds: { type: 'string', default: '3' },
    passes: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
    workers: { type: 'string', default: '2' },
    profile: { type: 'string' },
  },
});
if (options.dataset === undefined) throw new Error('--dataset FILE is needed: SQL that fills an empty database of Koji');

const say = (text) => process.stderr.write(`${text}\n`);
const database = await openDatabase({ directory: options.dir, dataset: options.dataset, log: say });
const directory = mkdtempSync(join(tmpdir(), 'koji-bench-'));
try {
  if (options.serve) await serve();
  else await measureAll();
} finally {
  await database.stop();
  rmSync(directory, { recursive: true });
}

/** A hub on the data set until it is interrupted. */
async function serve() {
  const hub = await startHub(options.workers);
  const certificate = await hub.certificate('kojiadmin');
  say(
    `database  ${database.url}\nhub       https://${hub.host}:${hub.port}/kojihub (process ${hub.pid})\nca        ${hub.ca}\ncert      ${certificate}`,
  );
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
  await hub.stop();
}

async function measureAll() {
  await tidy();
  const chosen = calls.filter(({ name }) => new RegExp(options.only, 'i').test(name));
  const client = fork(new URL('hub/client.mjs', import.meta.url));
  const hub = await startHub(options.workers);
  let results;
  try {
    for (let pass = 1; pass <= Number(options.passes); pass++) {
      say(`pass ${pass}`);
      results = better(results, await measureOnce(client, hub, chosen));
    }
  } finally {
    await hub.stop();
  }
  if (!options.json) process.stdout.write(`${head()}\n${results.map((figures) => `${line(figures)}\n`).join('')}`);
  const waits = await measureWaits(
    client,
    chosen.filter(({ big }) => big),
  );
  if (options.json) process.stdout.write(`${JSON.stringify({ calls: results, waits }, null, 1)}\n`);
  else for (const wait of waits) process.stdout.write(`${describeWait(wait)}\n`);
  client.send('end');
  await once(client, 'exit');
  await tidy();
}

async function measureOnce(client, hub, chosen) {
  const results = [];
  for (const call of chosen)
    for (const concurrency of concurrencies(call)) results.push(await measure(client, hub, call, concurrency));
  return results;
}

/** Of each call the pass in which more were answered, with the most memory of all. */
function better(before, now) {
  if (!before) return now;
  return now.map((figures, i) => {
    const other = before[i];
    const best = figures.callsPerS > other.callsPerS ? figures : other;
    return {
      ...best,
      memoryMb: Math.max(figures.memoryMb, other.memoryMb),
      largestMb: Math.max(figures.largestMb, other.largestMb),
    };
  });
}

function concurrencies({ concurrency }) {
  return concurrency ?? options.concurrency.split(',').map(Number);
}

async function measure(client, hub, call, concurrency, { probe = false } = {}) {
  client.send({
    name: call.name,
    names: call.names && (await listNames(call.names)),
    concurrency,
    seconds: Number(options.seconds),
    hub: { host: hub.host, port: hub.port, ca: hub.ca },
    certificates: await certificatesFor(call, hub, concurrency),
    probe,
  });
  await answerOf(client);
  const before = { hub: cpuMs(hub.pid), database: cpuMs(database.pid) };
  const stopWatching = watchMemory(hub.pid);
  client.send('go');
  const figures = await answerOf(client);
  const memory = await stopWatching();
  return {
    name: call.name,
    concurrency,
    ...figures,
    callsPerS: figures.calls / figures.seconds,
    hubCpuMs: (cpuMs(hub.pid) - before.hub) / figures.calls,
    databaseCpuMs: (cpuMs(database.pid) - before.database) / figures.calls,
    memoryMb: memory.sumMb,
    largestMb: memory.largestMb,
  };
}

/** How long others wait that are served by the same process as something big. */
async function measureWaits(client, big) {
  if (big.length === 0) return [];
  const hub = await startHub(1);
  try {
    const waits = [];
    for (const call of big) waits.push(await measure(client, hub, call, 1, { probe: true }));
    return waits;
  } finally {
    await hub.stop();
  }
}
function describeWait({ name, firstByteMs, otherP50Ms, otherP99Ms, otherMaxMs }) {
  const ms = (value) => `${value.toFixed(1)} ms`;
  return `- ${name}: first byte after ${ms(firstByteMs)}; getBuild on the same process meanwhile: p50 ${ms(otherP50Ms)}, p99 ${ms(otherP99Ms)}, longest ${ms(otherMaxMs)}`;
}

/** A user or a host of its own for each connection: hosts hold their session for themselves. */
async function certificatesFor({ as }, hub, concurrency) {
  if (as === undefined) return undefined;
  const people = 'select name from users where usertype = 0 and status = 0 and id > 4 order by id limit 64';
  const hosts =
    'select h.name from host h join host_config c on c.host_id = h.id where c.active and c.enabled order by h.id limit 64';
  const names = (await listNames(as === 'host' ? hosts : people)).slice(0, concurrency);
  return Promise.all(names.map((name) => hub.certificate(name)));
}

async function listNames(query) {
  const connection = new pg.Client(database.url);
  await connection.connect();
  try {
    return (await connection.query(query)).rows.map(({ name }) => name);
  } finally {
    await connection.end();
  }
}

function startHub(workers) {
  const nodeArgs = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
  return startHubProgram({ directory, database, workers, nodeArgs });
}

/** The next message of the measuring process. */
function answerOf(child) {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Error('the measuring process has ended'));
    child.once('exit', end);
    child.once('message', (message) => {
      child.off('exit', end);
      resolve(message);
    });
  });
}

/** What earlier runs have left behind. */
async function tidy() {
  await run(
    database.url,
    'delete from sessions where not closed or id > 50000',
    'delete from repo where id > 2000',
    "update scheduler_sys_data set data = to_jsonb(extract(epoch from now())) where name = 'last_run_ts'",
    'vacuum (analyze) sessions, repo, host',
  );
}
