import { join } from 'node:path';
import { fullHostName } from '@koji/common/service/host-name';
import { hostArch } from '../trial/accounts.ts';
import { hasMock } from '../trial/configuration.ts';
import { repository } from '../trial/layout.ts';
import { kerberosConfigurationOf, logInByKerberos, startDaemon } from './daemon.ts';
import { type Chapter, edited, expectText } from './paragraph.ts';
import type { Site } from './site.ts';

const configuration = '/etc/kojid/kojid.conf';
const host = 'kojibuilder1.example.com';

const required = `; The URL for the xmlrpc server
server=http://hub.example.com/kojihub

; the username has to be the same as what you used with add-host
; in this example follow as below
user = ${host}
`;

const directory = `
; The directory root for temporary storage
workdir=/tmp/koji
`;

const certificate = `
;client certificate
; This should reference the builder certificate we created above, for
; kojibuilder1.example.com
cert = /etc/kojid/kojid.pem

;certificate of the CA that issued the client certificate
ca = /etc/kojid/koji_ca_cert.crt

;certificate of the CA that issued the HTTP server certificate
serverca = /etc/kojid/koji_ca_cert.crt
`;

const kerberos = `
; the username has to be the same as what you used with add-host
;user =
host_principal_format=compile/%s@EXAMPLE.COM
`;

/** The guide counts on defaults that lie outside of this directory. */
const placeSettings = `
topdir = /mnt/koji
logfile = /var/log/kojid.log
mockdir = /var/lib/mock
minspace = 1024
max_load_per_cpu = 100
sleeptime = 2
`;

/** Without mock a program of ours stands in, which builds on the host. */
function mockSettings(site: Site): string {
  if (hasMock()) return '';
  const standin = join(repository, 'packages/builder/bin/koji-mock-standin.mjs');
  return `mockpath = ${standin}\nmockconfdir = ${site.path('/etc/mock/koji')}\n`;
}

/** A builder with a keytab is called like its machine, so this is another one. */
async function addKerberosBuilder(site: Site): Promise<void> {
  const ownName = await fullHostName();
  await site.shell(`koji add-host ${ownName} x86_64`, { as: 'kojiadmin' });
  const settings = `server=http://hub.example.com/kojihub\n${kerberos}${placeSettings}keytab = /etc/kojid/kojid.keytab\n`;
  await logInByKerberos(site, 'kojid', ownName, settings);
}

async function refuseUserBesideKerberos(site: Site): Promise<void> {
  const settings = await site.read(kerberosConfigurationOf('kojid'));
  await site.write('/etc/kojid/user.conf', edited(settings, { ';user =': `user = ${host}` }));
  const said = await site.shell('kojid --config /etc/kojid/user.conf --skip-main').catch((error: Error) => error.message);
  expectText(said, /user kojibuilder1\.example\.com is set without a password/, 'kojid with user set and no certificate');
}

async function setCapacity(site: Site): Promise<void> {
  const shown = await site.shell(`psql koji <<< 'select (id, name, capacity) from host;'`, { as: 'koji' });
  const id = new RegExp(`\\((\\d+),${host},2\\)`).exec(shown)?.[1];
  if (id === undefined) throw new Error(`the table host shows no ${host} with the capacity 2:\n${shown}`);
  const updated = await site.shell(`psql koji <<< 'update host set capacity = 16 where id = ${id};'`, { as: 'koji' });
  expectText(updated, /^UPDATE 1$/m, 'update host');
  expectText(await site.shell(`koji hostinfo ${host}`, { as: 'kojiadmin' }), /^Capacity: 16\b/m, 'koji hostinfo');
}

export const builder: Chapter = {
  title: 'Koji Daemon - Builder',
  paragraphs: [
    { title: 'What kojid is', difference: 'it runs under Node.js' },
    { title: 'Configuration files', difference: 'the lock is forced by kojid.service; further options stand in KOJID_OPTS' },
    { title: 'Install kojid', difference: 'as docs/installing.md says' },
    {
      title: 'kojid.conf, required: server and user',
      difference: 'topurl says where the hub’s files are; without it the tree that is mounted at topdir (/mnt/koji) is read',
      follow: (site) => site.write(configuration, site.relocate(required)),
    },
    { title: 'workdir, not the same as KojiDir', follow: (site) => site.append(configuration, site.relocate(directory)) },
    {
      title: 'kojid.conf for SSL: cert, ca, serverca',
      difference: 'ca has no effect, and kojid says so: a certificate’s chain is part of cert',
      async follow(site) {
        await site.append(configuration, site.relocate(certificate + placeSettings) + mockSettings(site));
        await site.shell(`cp /etc/pki/koji/kojibuilder1.pem /etc/kojid/kojid.pem; cp /etc/pki/koji/koji_ca_cert.crt /etc/kojid/`);
      },
    },
    {
      title: 'kojid.conf for Kerberos: host_principal_format, and the keytab in /etc/kojid/kojid.keytab',
      difference: 'serverca as for SSL, since logins are encrypted',
      follow: addKerberosBuilder,
    },
    {
      title: 'No Kerberos where user is set',
      difference: 'nor where the file that cert names is there',
      follow: refuseUserBesideKerberos,
    },
    {
      title: 'Add the host entry before kojid starts for the first time',
      async follow(site) {
        const arches = ['i386', 'x86_64', ...(hostArch === 'x86_64' ? [] : [hostArch])];
        await site.shell(`koji add-host ${host} ${arches.join(' ')}`, { as: 'kojiadmin' });
      },
    },
    {
      title: 'Add the host to the createrepo channel',
      follow: async (site) => {
        await site.shell(`koji add-host-to-channel ${host} createrepo`, { as: 'kojiadmin' });
      },
    },
    {
      title: 'A note on capacity',
      difference:
        'the capacity is compared with the weights of a host’s tasks, not with its load average (for that there is max_load_per_cpu). koji edit-host --capacity sets it too; the SQL goes on working',
      follow: setCapacity,
    },
    {
      title: 'Start kojid and look at /var/log/kojid.log',
      difference: 'systemctl start kojid; the log is in the journal then: journalctl -u kojid',
      async follow(site) {
        await startDaemon(site, 'kojid', '/var/log/kojid.log');
        expectText(
          await site.shell('koji list-hosts', { as: 'kojiadmin' }),
          new RegExp(`^${host} +Y +Y`, 'm'),
          'koji list-hosts',
        );
      },
    },
  ],
};
