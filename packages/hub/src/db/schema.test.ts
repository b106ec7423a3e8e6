import { describe, expect, test } from 'vitest';
import { createTestDatabase } from '../testing/database.fixture.ts';

// What the setup guide has the operator type at psql, word for word where it can be.
describe('the first administrator', () => {
  test('is made by name alone for logins by certificate', async () => {
    await using database = await createTestDatabase();
    await database.sql(`insert into users (name, status, usertype) values ('admin-user-name', 0, 0)`);
    await database.sql('insert into user_perms (user_id, perm_id, creator_id) values (1, 1, 1)');
    expect(await database.sql('select * from users')).toEqual([
      { id: 1, name: 'admin-user-name', password: null, status: 0, usertype: 0, krb_principal: null },
    ]);
    expect(
      await database.sql(
        'select permissions.name, active, create_event from user_perms join permissions on perm_id = permissions.id',
      ),
    ).toEqual([{ name: 'admin', active: true, create_event: 1 }]);
  });

  test('is made with a password', async () => {
    await using database = await createTestDatabase();
    await database.sql(
      `insert into users (name, password, status, usertype) values ('admin-user-name', 'admin-password-in-plain-text', 0, 0)`,
    );
    expect(await database.sql('select name, password from users')).toEqual([
      { name: 'admin-user-name', password: 'admin-password-in-plain-text' },
    ]);
  });

  test('is made with a Kerberos principal, which is filed where logins look for it', async () => {
    await using database = await createTestDatabase();
    await database.sql(
      `insert into users (name, krb_principal, status, usertype) values ('admin-user-name', 'admin@EXAMPLE.COM', 0, 0)`,
    );
    const filed = () => database.sql('select user_id, krb_principal from user_krb_principals order by krb_principal');
    expect(await filed()).toEqual([{ user_id: 1, krb_principal: 'admin@EXAMPLE.COM' }]);
    await database.sql(`insert into user_krb_principals values (1, 'second@EXAMPLE.COM')`);
    await database.sql(`update users set krb_principal = 'new@EXAMPLE.COM' where id = 1`);
    expect(await filed()).toEqual([
      { user_id: 1, krb_principal: 'new@EXAMPLE.COM' },
      { user_id: 1, krb_principal: 'second@EXAMPLE.COM' },
    ]);
    await database.sql(`delete from user_krb_principals where krb_principal = 'new@EXAMPLE.COM'`);
    expect(await database.sql('select krb_principal from users')).toEqual([{ krb_principal: null }]);
  });

  test('cannot have the principal of somebody else', async () => {
    await using database = await createTestDatabase();
    await database.sql(`insert into users (name, krb_principal, status, usertype) values ('a', 'a@X', 0, 0)`);
    await expect(
      database.sql(`insert into users (name, krb_principal, status, usertype) values ('b', 'a@X', 0, 0)`),
    ).rejects.toThrow(/unique/);
  });
});

describe('the capacity of a builder', () => {
  async function withHost() {
    const database = await createTestDatabase();
    await database.sql(`insert into users (name, status, usertype) values ('kojiadmin', 0, 0), ('builder1', 0, 1)`);
    await database.sql(`insert into host (user_id, name) values (2, 'builder1')`);
    await database.sql(`insert into host_config (host_id, arches, description, creator_id) values (1, 'x86_64', 'rack 4', 1)`);
    return database;
  }

  test('can be read and raised as the setup guide has it', async () => {
    await using database = await withHost();
    expect(await database.sql('select id, name, capacity from host')).toEqual([{ id: 1, name: 'builder1', capacity: 2 }]);
    await database.sql('update host set capacity = 16 where id = 1');
    expect(await database.sql('select id, name, capacity from host')).toEqual([{ id: 1, name: 'builder1', capacity: 16 }]);
  });

  test('set that way is a new version of the settings, with the old one kept', async () => {
    await using database = await withHost();
    await database.sql('update host set capacity = 16 where id = 1');
    expect(
      await database.sql(
        'select capacity, arches, description, active, creator_id, revoker_id, create_event, revoke_event from host_config order by create_event',
      ),
    ).toEqual([
      {
        capacity: 2,
        arches: 'x86_64',
        description: 'rack 4',
        active: null,
        creator_id: 1,
        revoker_id: 2,
        create_event: 1,
        revoke_event: 2,
      },
      {
        capacity: 16,
        arches: 'x86_64',
        description: 'rack 4',
        active: true,
        creator_id: 2,
        revoker_id: null,
        create_event: 2,
        revoke_event: null,
      },
    ]);
    await database.sql('update host set capacity = 16, task_load = 1 where id = 1');
    expect(await database.sql('select count(*)::int from host_config')).toEqual([{ count: 2 }]);
  });

  test('set through the versioned settings shows there too', async () => {
    await using database = await withHost();
    await database.sql('update host_config set active = null, revoke_event = get_event(), revoker_id = 1 where active');
    await database.sql(`insert into host_config (host_id, arches, capacity, creator_id) values (1, 'x86_64', 8.5, 1)`);
    expect(await database.sql('select capacity from host')).toEqual([{ capacity: 8.5 }]);
  });

  test('must be more than one', async () => {
    await using database = await withHost();
    await expect(database.sql('update host set capacity = 1 where id = 1')).rejects.toThrow(/check/);
  });
});

test('versioned rows are either live or ended, and live ones are unique', async () => {
  await using database = await createTestDatabase();
  await database.sql(`insert into users (name, status, usertype) values ('kojiadmin', 0, 0)`);
  await database.sql(`insert into tag (name) values ('f42')`);
  await database.sql(`insert into tag_config (tag_id, arches, creator_id) values (1, '', 1)`);
  await expect(database.sql(`insert into tag_config (tag_id, arches, creator_id) values (1, 'x86_64', 1)`)).rejects.toThrow(
    /unique/,
  );
  await expect(database.sql('update tag_config set active = null')).rejects.toThrow(/active_revoke_sane/);
  await expect(database.sql('update tag_config set active = false')).rejects.toThrow(/check/);
  await database.sql('update tag_config set active = null, revoke_event = get_event(), revoker_id = 1');
  await database.sql(`insert into tag_config (tag_id, arches, creator_id) values (1, 'x86_64', 1)`);
});

test('promoting a draft build carries its rpms along', async () => {
  await using database = await createTestDatabase();
  await database.sql(`insert into users (name, status, usertype) values ('kojiadmin', 0, 0)`);
  await database.sql(`insert into package (name) values ('bash')`);
  const aDraft = (release: string) =>
    database.sql(
      `insert into build (volume_id, pkg_id, version, release, draft, state, completion_time, owner) values (0, 1, '5', '${release}', true, 1, now(), 1)`,
    );
  await expect(aDraft('1')).rejects.toThrow(/draft_release_sane/);
  await aDraft('1,draft_2');
  await database.sql(`insert into rpminfo (build_id, draft, name, version, release, arch, external_repo_id, payloadhash, size, buildtime)
    values (2, true, 'bash', '5', '1', 'src', 0, 'x', 1, 1)`);
  await database.sql(`update build set draft = false, release = '1', promoter = 1, promotion_time = now()`);
  expect(await database.sql('select draft from rpminfo')).toEqual([{ draft: false }]);
});

test('anybody in the database may read what is built and tagged, and nothing more', async () => {
  await using database = await createTestDatabase();
  const readable = await database.sql<{ table_name: string }>(
    `select distinct table_name from information_schema.role_table_grants where grantee = 'PUBLIC' and table_schema = 'public' order by 1`,
  );
  expect(readable.map(({ table_name }) => table_name)).toEqual([
    'build',
    'package',
    'rpminfo',
    'tag',
    'tag_config',
    'tag_inheritance',
    'tag_listing',
    'tag_packages',
    'task',
  ]);
});
