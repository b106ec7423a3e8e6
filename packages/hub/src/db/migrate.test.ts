import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../testing/database.fixture.ts';
import { describeSchema } from './describe-schema.fixture.ts';
import { assertMigrated, listMigrations, migrate, readState, schemaDirectory, withClient } from './migrate.ts';

async function connect(database: TestDatabase) {
  const client = new pg.Client(database.url);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
/** A database as Koji 1.35 leaves it. */
async function createKojiDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  await database.sql(await readFile(new URL('migrations/0000-koji-1.35.sql', schemaDirectory), 'utf8'));
  return database;
}
/** The schema directory with one more migration. */
async function withMigration(directory: string, file: string, text: string): Promise<URL> {
  await cp(schemaDirectory, directory, { recursive: true });
  await writeFile(join(directory, 'migrations', file), text);
  return pathToFileURL(`${directory}/`);
}

test('the migrations lead from the schema of Koji 1.35 to schema.sql', async () => {
  await using old = await createKojiDatabase();
  await using fresh = await createTestDatabase();
  await using oldClient = await connect(old);
  await using freshClient = await connect(fresh);
  await migrate(oldClient);
  const [migrated, whole] = [await describeSchema(oldClient), await describeSchema(freshClient)];
  expect(migrated.filter((line) => !line.startsWith('row of schema_version'))).toEqual(
    whole.filter((line) => !line.startsWith('row of schema_version')),
  );
  expect(await readState(freshClient), 'schema.sql must carry the number of the last migration').toBe(await readState(oldClient));
});

test('a database of Koji is taken over with all it holds, and a second run has nothing to do', async () => {
  await using database = await createKojiDatabase();
  await database.sql(`
    insert into users (name, status, usertype) values ('kojiadmin', 0, 0), ('builder1', 0, 1);
    insert into user_krb_principals values (1, 'kojiadmin@EXAMPLE.COM');
    insert into user_perms (user_id, perm_id, creator_id) values (1, 1, 1);
    insert into host (user_id, name) values (2, 'builder1');
    insert into host_config (host_id, arches, capacity, creator_id) values (1, 'x86_64', 4, 1);
    insert into package (name) values ('bash');
    insert into build (volume_id, pkg_id, version, release, state, completion_time, owner) values (0, 1, '5.3', '1', 1, now(), 1);
    insert into rpminfo (build_id, draft, name, version, release, arch, external_repo_id, payloadhash, size, buildtime)
      values (1, false, 'bash', '5.3', '1', 'src', 0, 'x', 1, 1);
  `);
  const before = await database.sql('select id, time from events order by id');
  await using client = await connect(database);
  expect(await migrate(client)).toEqual((await listMigrations()).map(({ file }) => file));
  expect(await database.sql('select id, name, capacity from host')).toEqual([{ id: 1, name: 'builder1', capacity: 4 }]);
  expect(await database.sql('select user_id, krb_principal from user_krb_principals')).toEqual([
    { user_id: 1, krb_principal: 'kojiadmin@EXAMPLE.COM' },
  ]);
  expect(await database.sql('select name, sigmd5 from rpminfo')).toEqual([{ name: 'bash', sigmd5: null }]);
  // Taking over makes no events: nothing changed in the eyes of Koji's history.
  expect(await database.sql('select id, time from events order by id')).toEqual(before);
  await assertMigrated(client);
  expect(await migrate(client)).toEqual([]);
});

test('file types that an operator added before Koji had them stay as they are', async () => {
  await using database = await createKojiDatabase();
  await database.sql(`insert into archivetypes (name, description, extensions) values ('wsl', 'our own', 'wsl wsl2')`);
  await using client = await connect(database);
  await migrate(client);
  expect(await database.sql(`select description, extensions from archivetypes where name = 'wsl'`)).toEqual([
    { description: 'our own', extensions: 'wsl wsl2' },
  ]);
});

test('an empty database gets the whole schema, once however many start', async () => {
  await using database = await createEmptyDatabase();
  await using first = await connect(database);
  await using second = await connect(database);
  await expect(assertMigrated(first)).rejects.toThrow(/empty/);
  const runs = await Promise.all([migrate(first), migrate(second)]);
  expect(runs.toSorted((a, b) => b.length - a.length)).toEqual([['schema.sql'], []]);
  await assertMigrated(second);
});

test('a database of Koji before 1.35 is left alone', async () => {
  await using database = await createKojiDatabase();
  await database.sql('drop table repo_queue');
  await using client = await connect(database);
  await expect(migrate(client)).rejects.toThrow(/before 1\.35/);
  expect(await readState(client)).toBe('koji');
});

describe('a further migration', () => {
  test('runs on what was migrated before, and a hub that needs it says so', async () => {
    await using directory = await temporaryDirectory();
    await using database = await createTestDatabase();
    await using client = await connect(database);
    const next = (await listMigrations()).length + 1;
    const file = `${String(next).padStart(4, '0')}-note.sql`;
    const schema = await withMigration(
      join(directory.path, 'schema'),
      file,
      '--! compatible: an optional column\nalter table build add column note text;\n',
    );
    expect(await migrate(client, schema)).toEqual([file]);
    expect(await readState(client)).toBe(next);
    // The hub of before meets a database that is ahead of it.
    await expect(assertMigrated(client)).rejects.toThrow(/newer than this hub/);
  });

  test('that fails leaves the database as it was', async () => {
    await using directory = await temporaryDirectory();
    await using database = await createTestDatabase();
    await using client = await connect(database);
    const next = (await listMigrations()).length + 1;
    const file = `${String(next).padStart(4, '0')}-bad.sql`;
    const schema = await withMigration(
      join(directory.path, 'schema'),
      file,
      '--! breaking: x\nalter table build add column note text;\nalter table nothing add column x text;\n',
    );
    const before = await describeSchema(client);
    await expect(migrate(client, schema)).rejects.toThrow(
      new RegExp(`${file} failed, the database is as it was before: .*nothing`),
    );
    expect(await describeSchema(client)).toEqual(before);
  });

  test('must say whether older hubs can go on, and follow on the last one', async () => {
    await using directory = await temporaryDirectory();
    const silent = await withMigration(join(directory.path, 'silent'), '0099-x.sql', 'select 1;\n');
    await expect(listMigrations(silent)).rejects.toThrow(/must begin with/);
    const gap = await withMigration(join(directory.path, 'gap'), '0099-x.sql', '--! breaking: x\nselect 1;\n');
    await expect(listMigrations(gap)).rejects.toThrow(/without gaps/);
  });
});

test('a connection that is cut off between two statements is an error of the second, and no more', async () => {
  await using database = await createEmptyDatabase();
  const cut = withClient({ connectionString: database.url }, async (client) => {
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const ended = new Promise((resolve) => client.once('end', resolve));
    await database.sql('select pg_terminate_backend($1)', [rows[0].pid]);
    await ended;
    await client.query('select 1');
  });
  await expect(cut).rejects.toThrow('not queryable');
});
