import { expectHealthy } from './health.ts';
import { type Chapter, edited, expectText } from './paragraph.ts';
import { eventually, type Site } from './site.ts';

const required = `DBName = koji
DBUser = koji
DBHost = db.example.com
KojiDir = /mnt/koji
LoginCreatesUser = On
KojiWebURL = http://kojiweb.example.com/koji
`;

const kerberos = `AuthPrincipal host/kojihub@EXAMPLE.COM
AuthKeytab /etc/koji.keytab
ProxyPrincipals koji/kojiweb@EXAMPLE.COM
HostPrincipalFormat compile/%s@EXAMPLE.COM
`;

const certificates = `DNUsernameComponent = CN
ProxyDNs = "/C=US/ST=Massachusetts/O=Example Org/OU=Example User/CN=example/emailAddress=example@example.com"
`;

const configuration = '/etc/koji-hub/hub.conf';

/** Settings of hub.conf for what the guide writes into Apache's configuration. */
function webServerSettings({ place: { ports } }: Site): string {
  return `Listen = https://127.0.0.1:${ports.hub} http://127.0.0.1:${ports.plainHub}
FilesListen = http://127.0.0.1:${ports.files}
TLSCertificate = /etc/pki/koji/certs/kojihub.crt
TLSKey = /etc/pki/koji/certs/kojihub.key
ClientCA = /etc/pki/koji/koji_ca_cert.crt
Workers = 1
`;
}

async function subjectOf(site: Site, name: string): Promise<string> {
  const said = await site.shell(`openssl x509 -in /etc/pki/koji/certs/${name}.crt -noout -subject -nameopt compat`);
  return said.trim().replace(/^subject= ?/, '');
}

async function startHub(site: Site): Promise<void> {
  site.start('koji-hub', configuration);
  await eventually('the hub answers', async () => {
    const address = `https://localhost:${site.place.ports.hub}/healthz`;
    const said = await site.shell(`curl --silent --cacert /etc/pki/koji/koji_ca_cert.crt ${address} || true`);
    return said === 'ok\n';
  });
}

/** Each of the administrators that came by SQL. */
async function logIn(site: Site): Promise<void> {
  const byCertificate = /kojiadmin!\n[\s\S]*Authenticated via client certificate/;
  expectText(await site.shell('koji moshimoshi', { as: 'packager' }), byCertificate, 'a login with ~/.fedora.cert');
  const typed = (commands: string) => site.shell(commands, { as: 'kojiadmin' });
  expectText(await typed('koji moshimoshi'), byCertificate, 'a login by certificate');
  const byPassword = 'koji --authtype=password --user=pwadmin --password=admin-password-in-plain-text';
  expectText(await typed(`${byPassword} moshimoshi`), /pwadmin!\n[\s\S]*Authenticated via password/, 'a login by password');
  // Takes an administrator.
  await typed(`${byPassword} grant-permission --new --description=x guide pwadmin`);
  const byTicket = await typed('kinit -k -t /etc/admin.keytab admin; koji --authtype=kerberos moshimoshi');
  expectText(byTicket, /krbadmin!\n[\s\S]*Authenticated via GSSAPI/, 'a login by Kerberos');
  const withoutLogin = await typed(`koji --noauth --server=${site.place.urls.plainHub} list-permissions`);
  expectText(withoutLogin, /^admin\b/m, 'who does not log in');
}

export const hub: Chapter = {
  title: 'Koji Hub',
  paragraphs: [
    { title: 'What the hub is', difference: 'it runs under Node.js as its own web server, not under mod_python in Apache' },
    { title: 'Configuration files', difference: '/etc/koji-hub/hub.conf alone' },
    { title: 'Install koji-hub', difference: 'as docs/installing.md says; no httpd, mod_ssl or mod_python' },
    {
      title: 'httpd.conf: MaxRequestsPerChild',
      difference: 'nothing to set: the hub’s processes do not grow; MemoryWarnThreshold logs a call that takes much',
    },
    {
      title: 'hub.conf, required',
      difference: 'DBPort, where the database does not listen on 5432',
      follow: (site) => site.write(configuration, site.relocate(required).concat(`DBPort = ${site.place.ports.database}\n`)),
    },
    {
      title: 'hub.conf for Kerberos: AuthPrincipal, AuthKeytab, ProxyPrincipals, HostPrincipalFormat',
      difference:
        'AuthPrincipal need not be set: every key for HTTP/ in AuthKeytab is good. host/kojihub there means HTTP/kojihub',
      follow: (site) => site.append(configuration, site.relocate(kerberos)),
    },
    {
      title: 'hub.conf for SSL: DNUsernameComponent and ProxyDNs',
      async follow(site) {
        const shown = /"(.*)"/.exec(certificates)![1]!;
        await site.append(configuration, edited(certificates, { [shown]: await subjectOf(site, 'kojiweb') }));
      },
    },
    {
      title: 'kojihub.conf: SSLOptions +StdEnvVars',
      difference: 'nothing to set: the hub sees the certificates itself',
    },
    {
      title: 'ssl.conf',
      difference:
        'in hub.conf: SSLCertificateFile is TLSCertificate, SSLCertificateKeyFile is TLSKey, SSLCACertificateFile is ClientCA. A chain is part of TLSCertificate. Listen = https://0.0.0.0:443 http://0.0.0.0:80 for the addresses that begin with http://. A certificate is asked for and not required (SSLVerifyClient optional), so that everybody can read',
      follow: (site) => site.append(configuration, site.relocate(webServerSettings(site))),
    },
    { title: 'SELinux: httpd_can_network_connect_db', difference: 'nothing to set: the hub does not run in httpd’s domain' },
    {
      title: 'The filesystem skeleton',
      difference:
        'repos-dist as well. It belongs to the user that the hub runs as, koji, not apache. KojiDir may lie anywhere, without a link from /mnt/koji; the units are told by ReadWritePaths, see docs/installing.md',
      follow: async (site) => {
        await site.shell('cd /mnt\nmkdir koji\ncd koji\nmkdir {packages,repos,work,scratch}\nmkdir repos-dist');
      },
    },
    {
      title: 'Restart the web server; the administrator can connect',
      difference: 'systemctl start koji-hub',
      async follow(site) {
        await startHub(site);
        await logIn(site);
        await expectHealthy(site, configuration);
        await expectHealthy(site, '~/.koji/config');
      },
    },
    {
      title: 'Configure the client: /etc/koji.conf, ~/.koji/config or -c; authtype = ssl',
      async follow(site) {
        const said = await site.shell('mv ~/.koji/config ~/.koji/aside; koji -c /etc/koji.conf moshimoshi', { as: 'kojiadmin' });
        expectText(said, /kojiadmin!\n[\s\S]*Authenticated via client certificate/, 'koji -c /etc/koji.conf');
        await site.shell('mv ~/.koji/aside ~/.koji/config', { as: 'kojiadmin' });
      },
    },
    {
      title: 'Add kojira and grant it the permission repo',
      async follow(site) {
        await site.shell('koji add-user kojira\nkoji grant-permission repo kojira', { as: 'kojiadmin' });
        expectText(
          await site.shell('koji list-permissions --user kojira', { as: 'kojiadmin' }),
          /^repo\b/m,
          'kojira’s permissions',
        );
      },
    },
    {
      title: 'Add the build hosts',
      async follow(site) {
        await site.shell(
          `koji add-host kojibuilder1 x86_64 i386
           koji add-host kojibuilder2 ppc ppc64
           koji add-host kojibuilder3 ia64`,
          { as: 'kojiadmin' },
        );
        expectText(await site.shell('koji list-hosts', { as: 'kojiadmin' }), /^kojibuilder2 .*ppc,ppc64/m, 'koji list-hosts');
      },
    },
  ],
};
