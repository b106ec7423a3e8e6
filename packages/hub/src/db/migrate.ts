import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { clientOptions, type DatabaseAddress } from './pool.ts';

/** schema.sql and migrations/NNNN-*.sql; schema/README.md tells how they belong together. */
export const schemaDirectory = new URL('../../../../schema/', import.meta.url);

export interface Migration {
  readonly version: number;
  readonly file: string;
  /** Whether hubs of the version before may go on working meanwhile and afterwards. */
  readonly isBreaking: boolean;
  readonly text: string;
}
/** What is in a database: nothing, Koji's own schema, or ours of that version. */
export type DatabaseState = 'empty' | 'koji' | number;

export class SchemaError extends Error {
  override name = 'SchemaError';
}

export async function withClient<T>(address: DatabaseAddress, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...clientOptions(address),
    application_name: 'koji-hub migrate',
    connectionTimeoutMillis: 10_000,
  });
  // Without a listener a connection that is cut off would end the process; the statement under way tells of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Brings a database to the newest version of the schema: an empty one gets schema.sql, all others the migrations they
 * lack, each in a transaction of its own. Answers the files that were run.
 */
export async function migrate(client: pg.ClientBase, directory = schemaDirectory): Promise<string[]> {
  const migrations = await listMigrations(directory);
  // One at a time, however many hubs start together.
  await client.query('select pg_advisory_lock(7264)');
  try {
    const state = await readState(client);
    if (state === 'empty') {
      await client.query(await readFile(new URL('schema.sql', directory), 'utf8'));
      return ['schema.sql'];
    }
    const due = await pendingMigrations(client, state, migrations);
    for (const migration of due) await run(client, migration);
    return due.map(({ file }) => file);
  } finally {
    await client.query('select pg_advisory_unlock(7264)');
  }
}

/** The migrations that a database lacks, in order. */
export async function pendingMigrations(
  client: pg.ClientBase,
  state: DatabaseState,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const newest = migrations.at(-1)?.version ?? 0;
  if (state === 'empty') return [];
  if (state === 'koji') await assertRecentKoji(client);
  const version = state === 'koji' ? 0 : state;
  if (version > newest)
    throw new SchemaError(`the database has schema version ${version}, newer than this hub, which knows ${newest}`);
  return migrations.filter((migration) => migration.version > version);
}

/** A hub must not work on a database that lacks something it needs. */
export async function assertMigrated(client: pg.ClientBase): Promise<void> {
  const state = await readState(client);
  if (state === 'empty') throw new SchemaError('the database is empty: run koji-hub migrate, or load schema.sql');
  const due = await pendingMigrations(client, state, await listMigrations());
  if (due.length > 0) throw new SchemaError(`the database lacks ${due.map(({ file }) => file).join(', ')}: run koji-hub migrate`);
}

export async function listMigrations(directory = schemaDirectory): Promise<Migration[]> {
  const files = (await readdir(new URL('migrations/', directory))).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
  // 0000 is where the migrations start from, not one of them.
  const migrations = await Promise.all(
    files.filter((file) => !file.startsWith('0000-')).map((file) => readMigration(directory, file)),
  );
  const gap = migrations.findIndex(({ version }, i) => version !== i + 1);
  if (gap >= 0)
    throw new SchemaError(`migrations must be numbered without gaps: ${migrations[gap]?.file} should be number ${gap + 1}`);
  return migrations;
}
async function readMigration(directory: URL, file: string): Promise<Migration> {
  const text = await readFile(new URL(`migrations/${file}`, directory), 'utf8');
  const kind = /^--! (compatible|breaking):/.exec(text)?.[1];
  if (kind === undefined) throw new SchemaError(`${file} must begin with '--! compatible: …' or '--! breaking: …'`);
  return { version: Number(file.slice(0, 4)), file, isBreaking: kind === 'breaking', text };
}

export async function readState(client: pg.ClientBase): Promise<DatabaseState> {
  const { rows } = await client.query<{ versioned: boolean; filled: boolean }>(
    `select to_regclass('schema_version') is not null as versioned, to_regclass('events') is not null as filled`,
  );
  if (!rows[0]?.versioned) return rows[0]?.filled ? 'koji' : 'empty';
  const versions = await client.query<{ version: number }>(
    'select coalesce(max(version), 0)::int as version from schema_version',
  );
  return versions.rows[0]?.version ?? 0;
}

/** Requests for repositories came with 1.35. */
async function assertRecentKoji(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ isRecent: boolean }>(`select to_regclass('repo_queue') is not null as "isRecent"`);
  if (!rows[0]?.isRecent)
    throw new SchemaError(
      "this is a database of Koji before 1.35: bring it to 1.35 with Koji's own schema-upgrade scripts first",
    );
}

async function run(client: pg.ClientBase, { version, file, text }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into schema_version (version) values ($1)', [version]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new SchemaError(
      `${file} failed, the database is as it was before: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
