import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmptyDatabase, createHubDatabase, type HubDatabase } from '../testing/database.fixture.ts';

const execute = promisify(execFile);
const program = join(import.meta.dirname, '../../bin/koji-hub.mjs');
const grantsFile = new URL('../../../../schema/grants.sql', import.meta.url);

// That these rights are enough is shown by every other test with a hub: startHub() gives its hub no more.
describe('a hub that does not own its database', () => {
  let database: HubDatabase;
  let hub: pg.Client;
  beforeAll(async () => {
    database = await createHubDatabase();
    await database.sql(`insert into users (name, status, usertype) values ('alice', 0, 0)`);
    hub = new pg.Client(database.hubUrl);
    await hub.connect();
  });
  afterAll(async () => {
    await hub.end();
    await database[Symbol.asyncDispose]();
  });

  test.each([
    'create table more (id integer)',
    'create temporary table more (id integer)',
    'create schema more',
    'create function more() returns integer as $$ select 1 $$ language sql',
    'alter table users add column more text',
    'alter table users disable trigger all',
    'drop table users',
    'drop index sessions_pkey',
    'truncate users cascade',
    'create index more on users (name)',
    'delete from users',
    'delete from user_perms',
    'delete from build',
    'update events set time = now()',
    'insert into schema_version (version) values (9999)',
    'update schema_version set version = 1',
    `select setval('users_id_seq', 1)`,
    'create role more',
    `copy users to program 'true'`,
  ])('may not: %s', async (statement) => {
    await expect(hub.query(statement)).rejects.toThrow(/permission denied|must be (owner|superuser)/);
  });

  test('reads and writes rows', async () => {
    await hub.query(`insert into users (name, status, usertype) values ('bob', 0, 0)`);
    await hub.query(`update users set status = 1 where name = 'bob'`);
    expect(await database.sql(`select status from users where name = 'bob'`)).toEqual([{ status: 1 }]);
  });
});

test('the owner makes and migrates the schema in a session of the administrator of the database', async () => {
  await using database = await createEmptyDatabase();
  await using directory = await temporaryDirectory();
  const [owner, hubRole] = ['owner', 'hub'].map((kind) => `koji_test_${kind}_${randomBytes(4).toString('hex')}`) as [
    string,
    string,
  ];
  const name = new URL(database.url).pathname.slice(1);
  await database.sql(`create role ${owner}`);
  await database.sql(`create role ${hubRole}`);
  try {
    await database.sql(`alter database ${name} owner to ${owner}`);
    const file = join(directory.path, 'migrate.conf');
    await writeFile(file, `[hub]\nDBConnectionString = ${database.url}\n`);
    const env = { ...process.env, PGOPTIONS: `-c role=${owner}` };
    const migrate = async () => (await execute(process.execPath, [program, 'migrate', '-c', file], { env })).stdout;
    expect(await migrate()).toBe('schema.sql has been applied\n');
    expect(await migrate()).toBe('the database is up to date\n');
    const foreign = await database.sql(
      `select tablename from pg_tables where schemaname = 'public' and tableowner <> '${owner}'`,
    );
    expect(foreign).toEqual([]);
    const grants = (await readFile(grantsFile, 'utf8')).replace(/\b(to|from) koji;/g, `$1 ${hubRole};`);
    // Twice, as after a migration.
    for (const _ of [1, 2]) await database.sql(`set role ${owner}; ${grants} reset role`);
    const [rights] = await database.sql(
      `select has_table_privilege('${hubRole}', 'task', 'insert') as insert, has_table_privilege('${hubRole}', 'task', 'delete') as delete`,
    );
    expect(rights).toEqual({ insert: true, delete: false });
  } finally {
    await database.sql(
      `reassign owned by ${owner} to current_user; drop owned by ${hubRole}; drop role ${hubRole}; drop role ${owner}`,
    );
  }
});
