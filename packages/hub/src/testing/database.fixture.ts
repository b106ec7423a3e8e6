import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the cluster that the test run brought up. */
    postgresUrl: string;
  }
}

const schemaFile = new URL('../../../../schema/schema.sql', import.meta.url);
const grantsFile = new URL('../../../../schema/grants.sql', import.meta.url);
/** Hubs of tests are not the owner, so that each test is one of grants.sql too. */
const hubRole = 'koji_test_hub';

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** Runs SQL as the operator would with psql. */
  sql<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
}

/** The project's own throw-away cluster when run by vitest; elsewhere KOJI_TEST_POSTGRES names one. */
function clusterUrl(): string {
  return process.env.KOJI_TEST_POSTGRES ?? inject('postgresUrl');
}

/** A database with the whole schema that nobody else uses; dropped at the end. */
export async function createTestDatabase(cluster = clusterUrl()): Promise<TestDatabase> {
  return createDatabase(cluster, await ensureTemplate(cluster));
}
export interface HubDatabase extends TestDatabase {
  /** Its address for a role that has what schema/grants.sql grants and no more. */
  readonly hubUrl: string;
}
/** As above, for a hub that does not own it. */
export async function createHubDatabase(cluster = clusterUrl()): Promise<HubDatabase> {
  const database = await createDatabase(cluster, await ensureTemplate(cluster, readFileSync(grantsFile, 'utf8')));
  const hubUrl = new URL(database.url);
  // Rights in a database come with its template, those to the database do not.
  await database.sql(`revoke temporary on database ${hubUrl.pathname.slice(1)} from public`);
  hubUrl.username = hubRole;
  // Where the cluster asks for passwords.
  if (hubUrl.password !== '') hubUrl.password = hubRole;
  return { ...database, hubUrl: hubUrl.href };
}
/** As above, with nothing in it. */
export async function createEmptyDatabase(cluster = clusterUrl()): Promise<TestDatabase> {
  return createDatabase(cluster, 'template0');
}

async function createDatabase(cluster: string, template: string): Promise<TestDatabase> {
  const name = `koji_test_${randomBytes(6).toString('hex')}`;
  await runOnce(cluster, `create database ${name} template ${template}`);
  const url = withDatabase(cluster, name);
  const client = new pg.Client(url);
  await client.connect();
  // The cluster may be stopped under a test on purpose.
  client.on('error', () => undefined);
  return {
    url,
    sql: async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) => (await client.query<T>(text, values)).rows,
    async [Symbol.asyncDispose]() {
      await client.end();
      await drop(cluster, name);
    },
  };
}

/**
 * A pool that was ended still has connections on their way out for a moment; cut off in that moment, the driver would
 * report them as broken, to nobody. After a while whoever is left is cut off.
 */
async function drop(cluster: string, name: string): Promise<void> {
  const client = new pg.Client(cluster);
  await client.connect();
  try {
    for (let waited = 0; waited < 2000; waited += 20) {
      const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [name]);
      if (rowCount === 0) break;
      await sleep(20);
    }
    await client.query(`drop database ${name} with (force)`);
  } finally {
    await client.end();
  }
}

/** Loads the schema once a cluster; test files that start together wait for the first. */
async function ensureTemplate(cluster: string, grants = ''): Promise<string> {
  const schema = readFileSync(schemaFile, 'utf8') + grants.replace(/\b(to|from) koji;/g, `$1 ${hubRole};`);
  const template = `koji_test_template_${createHash('sha256').update(schema).digest('hex').slice(0, 12)}`;
  const client = new pg.Client(cluster);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(7265)');
    if ((await client.query('select 1 from pg_database where datname = $1', [template])).rowCount) return template;
    if (grants !== '') await ensureHubRole(client);
    await client.query(`drop database if exists ${template}_new`);
    await client.query(`create database ${template}_new`);
    await runOnce(withDatabase(cluster, `${template}_new`), schema);
    await client.query(`alter database ${template}_new rename to ${template}`);
    return template;
  } finally {
    await client.end();
  }
}

async function ensureHubRole(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [hubRole]);
  if (rowCount === 0) await client.query(`create role ${hubRole} login password '${hubRole}'`);
}

async function runOnce(url: string, text: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
