import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startRealm } from '@koji/common/client/kerberos-realm.fixture';
import { fullHostName } from '@koji/common/service/host-name';
import type { Chapter } from './paragraph.ts';
import type { Site } from './site.ts';

/** Principal to the keytab that its key goes into. The services are called after the host in their address. */
const principals: Readonly<Record<string, string>> = {
  'HTTP/localhost': '/etc/koji.keytab',
  'koji/kojiweb': '/etc/kojiweb.keytab',
  'koji/kojira': '/etc/kojira.keytab',
  [`compile/${await fullHostName()}`]: '/etc/kojid/kojid.keytab',
  admin: '/etc/admin.keytab',
};

async function makePrincipals(site: Site): Promise<void> {
  const realm = await startRealm('EXAMPLE.COM');
  site.ending.push(realm);
  Object.assign(site.variables, realm.environment);
  for (const [principal, keytab] of Object.entries(principals)) {
    await mkdir(dirname(site.path(keytab)), { recursive: true });
    await copyFile(await realm.keytab(principal), site.path(keytab));
  }
  // Hub and web pages have the same host here, and so the same key.
  await site.shell('cp /etc/koji.keytab /etc/httpd.keytab');
}

export const kerberos: Chapter = {
  title: 'Setting up Kerberos for authentication',
  paragraphs: [
    {
      title: 'DNS: the SRV record of the Kerberos servers',
      difference: 'the Kerberos library looks it up, for every program; krb5.conf can name the servers instead',
    },
    {
      title: 'Principals and keytabs',
      difference: 'the hub’s key is that of HTTP/hub.example.com, not of host/kojihub: logins are HTTP Negotiate',
      follow: makePrincipals,
    },
  ],
};
