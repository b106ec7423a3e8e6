import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reloadCluster, startCluster } from '../postgres-cluster.ts';
import { repository } from '../trial/layout.ts';
import { type Chapter, expectText } from './paragraph.ts';
import type { Site } from './site.ts';

const cluster = '/var/lib/pgsql';
const accessFile = `${cluster}/data/pg_hba.conf`;

async function populate(site: Site): Promise<void> {
  await site.shell('createuser koji', { as: 'postgres' });
  await site.shell('createdb -O koji koji', { as: 'postgres' });
  await site.shell('mkdir -p /usr/share/doc/koji-1; ln -s "$SCHEMA" /usr/share/doc/koji-1/docs', {
    env: { SCHEMA: join(repository, 'schema') },
  });
  await site.shell('psql --set ON_ERROR_STOP=1 koji koji < /usr/share/doc/koji*/docs/schema.sql', { as: 'koji' });
}

async function sql(site: Site, command: string): Promise<string> {
  return site.shell(`psql --set ON_ERROR_STOP=1 <<'EOF'\n${command}\nEOF\n`, { as: 'koji' });
}

/** Makes a user as the guide has it and writes its id down. */
async function insertUser(site: Site, name: string, command: string): Promise<void> {
  await sql(site, command);
  const id = new RegExp(`^ *(\\d+) \\| ${name} `, 'm').exec(await sql(site, 'select * from users;'))?.[1];
  if (id === undefined) throw new Error(`select * from users shows no ${name}`);
  site.notes.set(`id of ${name}`, id);
}

export const administrators = ['pwadmin', 'krbadmin', 'kojiadmin'] as const;

export const database: Chapter = {
  title: 'PostgreSQL Server',
  paragraphs: [
    { title: 'Configuration files', difference: 'they lie where the distribution has them, /etc/postgresql on Debian' },
    { title: 'Install PostgreSQL', difference: 'with dnf or apt-get; 15 or newer' },
    {
      title: 'Initialize PostgreSQL DB',
      difference: 'postgresql-setup --initdb and systemctl do it today, Debian’s package by itself',
      async follow(site) {
        const { database: port } = site.place.ports;
        await startCluster({ directory: site.path(cluster), port, superuser: 'postgres', disposable: true });
      },
    },
    { title: 'Set up user accounts', difference: 'useradd --system: nobody logs in as koji, so it needs no password' },
    {
      title: 'Set up PostgreSQL and populate the schema',
      difference: 'createuser asks no more; schema.sql lies in /opt/koji/schema, or in schema of the checkout',
      follow: populate,
    },
    {
      title: 'Authorize koji-web and koji-hub in pg_hba.conf',
      difference: 'kojiweb never talks to the database. On a real machine prefer a password (DBPass) to trust',
      async follow(site) {
        const lines = ['host koji koji 127.0.0.1/32 trust', 'local koji koji trust', 'host all postgres 127.0.0.1/32 trust'];
        await writeFile(site.path(accessFile), `${lines.join('\n')}\n`);
      },
    },
    {
      title: 'Or by the UNIX socket, with DBHost unset',
      difference:
        'the hub runs as koji, so that the line for apache falls away; PGHOST names the directory of the socket where that is not /var/run/postgresql',
    },
    {
      title: 'Make the changes live',
      difference: 'systemctl reload postgresql does it too, also where pg_ctl is not in the PATH, as on Debian',
      async follow(site) {
        reloadCluster(site.path(cluster));
        expectText(await sql(site, 'select current_user;'), /koji/, 'the role koji');
      },
    },
    { title: 'The first administrator comes by SQL' },
    {
      title: 'User and password',
      difference: 'the hub keeps a hash in place of the clear text from the first login on',
      follow: (site) =>
        insertUser(
          site,
          'pwadmin',
          `insert into users (name, password, status, usertype) values ('pwadmin', 'admin-password-in-plain-text', 0, 0);`,
        ),
    },
    {
      title: 'Kerberos',
      follow: (site) =>
        insertUser(
          site,
          'krbadmin',
          `insert into users (name, krb_principal, status, usertype) values ('krbadmin', 'admin@EXAMPLE.COM', 0, 0);`,
        ),
    },
    {
      title: 'SSL certificate',
      follow: (site) => insertUser(site, 'kojiadmin', `insert into users (name, status, usertype) values ('kojiadmin', 0, 0);`),
    },
    {
      title: 'Admin permission',
      async follow(site) {
        for (const name of administrators) {
          const id = site.notes.get(`id of ${name}`);
          await sql(site, `insert into user_perms (user_id, perm_id, creator_id) values (${id}, 1, ${id});`);
        }
      },
    },
    {
      title: 'The id of a user: select * from users',
      async follow(site) {
        const shown = await sql(site, 'select * from users;');
        for (const name of administrators)
          expectText(shown, new RegExp(`^ *${site.notes.get(`id of ${name}`)} \\| ${name} `, 'm'), name);
      },
    },
    {
      title: 'Nobody can log in before the hub runs',
      async follow(site) {
        const said = await site.shell('! koji moshimoshi', { as: 'kojiadmin' });
        expectText(said, /ECONNREFUSED/, 'koji moshimoshi before the hub runs');
      },
    },
  ],
};
