import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { repository } from './layout.ts';

export const administrator = 'kojiadmin';
const schemaFile = join(repository, 'schema/schema.sql');

/** Runs `work` on one connection and closes it. */
export async function withDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the database `koji` of a private cluster; with `afresh` a former one is thrown away. */
export async function makeDatabase(
  maintenanceUrl: string,
  urlOf: (database: string) => string,
  { afresh }: { readonly afresh: boolean },
): Promise<void> {
  await withDatabase(maintenanceUrl, async (client) => {
    if (afresh) await client.query('drop database if exists koji with (force)');
    if (await exists(client, 'koji')) return;
    // Copying a prepared database takes a tenth of the time of loading the schema.
    const template = `koji_empty_${await schemaHash()}`;
    if (!(await exists(client, template))) await makeTemplate(client, template, urlOf);
    await client.query(`create database koji template ${template}`);
  });
}

async function makeTemplate(client: pg.Client, template: string, urlOf: (database: string) => string): Promise<void> {
  await client.query('drop database if exists koji_unfinished with (force)');
  await client.query('create database koji_unfinished');
  await withDatabase(urlOf('koji_unfinished'), fill);
  await client.query(`alter database koji_unfinished rename to ${template}`);
}

/** Makes somebody else's database ready for a hub. True where it held a Koji database before. */
export async function adoptDatabase(url: string): Promise<boolean> {
  return withDatabase(url, async (client) => {
    const isFilled = await hasSchema(client);
    if (isFilled) await addAdministrator(client);
    else await fill(client);
    return isFilled;
  });
}

/** Throws all away that somebody else's database holds. */
export async function emptyDatabase(url: string): Promise<void> {
  await withDatabase(url, async (client) => {
    await client.query('drop schema public cascade');
    await client.query('create schema public');
    await fill(client);
  });
}

async function fill(client: pg.Client): Promise<void> {
  await client.query(await readFile(schemaFile, 'utf8'));
  await addAdministrator(client);
}

/** The first administrator has to come by SQL: only an administrator may make one. */
async function addAdministrator(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: number }>('select id from users where name = $1', [administrator]);
  const id =
    rows[0]?.id ??
    (
      await client.query<{ id: number }>('insert into users (name, status, usertype) values ($1, 0, 0) returning id', [
        administrator,
      ])
    ).rows[0]!.id;
  await client.query(
    `insert into user_perms (user_id, perm_id, creator_id)
     select $1, permissions.id, $1 from permissions
     where name = 'admin' and not exists (select from user_perms where user_id = $1 and perm_id = permissions.id and active)`,
    [id],
  );
}

async function hasSchema(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass('users') is not null as there");
  return rows[0]!.there;
}
async function exists(client: pg.Client, database: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
  return rowCount === 1;
}
async function schemaHash(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(schemaFile))
    .digest('hex')
    .slice(0, 12);
}
