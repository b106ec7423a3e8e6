import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../packages/common/dist/testing/free-port.js';
import { clusterUrl, readServerPid, startCluster } from '../../script/dist/postgres-cluster.js';

const kojiSchema = new URL('../../schema/migrations/0000-koji-1.35.sql', import.meta.url);

/**
 * The PostgreSQL cluster of `directory`, started unless it runs, with the data set in a database of its own. What was loaded
 * once is kept; a run that follows begins with it at once. The data is that of a Koji hub: bringing it to our schema is left
 * to `koji-hub migrate`.
 */
export async function openDatabase({ directory, dataset, log }) {
  const cluster = await openCluster(directory);
  const name = `koji_${(await digest(dataset)).slice(0, 12)}`;
  const url = cluster.url(name);
  if (!(await exists(cluster, name))) {
    log(`loading ${dataset}; takes some minutes, once`);
    await load(cluster, name, dataset);
  }
  return { url, socketDirectory: directory, pid: cluster.pid, stop: cluster.stop };
}

async function openCluster(directory) {
  const pid = readServerPid(directory);
  if (pid === undefined) return startCluster({ directory, port: await freePort() });
  const port = Number(readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n')[3]);
  // Whoever started it may need it longer.
  return { port, pid, url: (database) => clusterUrl(port, database), stop: async () => undefined };
}

/** Under another name until it is complete, so that one that was broken off is not taken for whole. */
async function load(cluster, name, dataset) {
  const unfinished = `${name}_loading`;
  await run(cluster.url('postgres'), `drop database if exists ${unfinished}`, `create database ${unfinished}`);
  await run(cluster.url(unfinished), await readFile(kojiSchema, 'utf8'));
  await run(cluster.url(unfinished), statements(await readFile(dataset, 'utf8')), 'vacuum (analyze)', 'checkpoint');
  await run(cluster.url('postgres'), `alter database ${unfinished} rename to ${name}`);
}

/** Lines that begin with a backslash are psql's own. */
function statements(text) {
  return text.replace(/^\\.*$/gm, '');
}

/** Runs texts of SQL one after the other on a connection of their own. */
export async function run(url, ...texts) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}

async function exists(cluster, name) {
  const client = new pg.Client(cluster.url('postgres'));
  await client.connect();
  try {
    return (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1;
  } finally {
    await client.end();
  }
}

async function digest(file) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}
