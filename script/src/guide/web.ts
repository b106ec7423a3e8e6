import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../trial/layout.ts';
import { logInWithBrowser } from './browser.ts';
import { expectHealthy } from './health.ts';
import { type Chapter, edited, expectText } from './paragraph.ts';
import { eventually, type Site } from './site.ts';

const configuration = '/etc/httpd/conf.d/kojiweb.conf';
const kerberosConfiguration = '/etc/httpd/conf.d/kojiweb-kerberos.conf';

const kerberos = `<Location /koji/login>
AuthType Kerberos
AuthName "Koji Web UI"
KrbMethodNegotiate on
KrbMethodK5Passwd off
KrbServiceName HTTP
KrbAuthRealm EXAMPLE.COM
Krb5Keytab /etc/httpd.keytab
KrbSaveCredentials off
Require valid-user
ErrorDocument 401 /koji-static/errors/unauthorized.html
</Location>
`;

const loginLocation = `<Location /koji/login>
SSLOptions +StdEnvVars
</Location>
`;

/** Settings of kojiweb.conf for what the guide writes into Apache's configuration. */
function listeners(pages: number, login: number): string {
  return `PythonOption Listen http://127.0.0.1:${pages}\nPythonOption LoginListen https://127.0.0.1:${login}\n`;
}

/** Web pages of their own, which are logged in at by ticket. */
async function configureKerberos(site: Site): Promise<void> {
  const { ticketWeb, ticketLogin } = site.place.ports;
  const own = edited(await withSecret(), { 'PythonOption WebCert ': 'PythonOption TLSCertificate ' });
  const lines = `${own}${kerberos}${listeners(ticketWeb, ticketLogin)}PythonOption WebAuthType gssapi
PythonOption LoginKeytab /etc/httpd.keytab
PythonOption WebPrincipal koji/kojiweb@EXAMPLE.COM
PythonOption WebKeytab /etc/kojiweb.keytab
PythonOption WebCCache /var/tmp/kojiweb.ccache
`;
  await site.write(kerberosConfiguration, site.relocate(lines), 0o600);
}

async function withSecret(): Promise<string> {
  const required = await readFile(join(repository, 'script/sample/setup-guide/kojiweb.conf'), 'utf8');
  // The hub's two ports are not the usual ones here, so what does not log in cannot turn from one to the other.
  return edited(required, { CHANGE_ME: randomBytes(32).toString('hex'), 'http://hub': 'https://hub' });
}

async function startWeb(site: Site, file: string, url: string): Promise<void> {
  site.start('koji-web', file);
  await eventually('the web pages answer', async () => /<title>/.test(await site.shell(`curl --silent ${url}/ || true`)));
}

async function logInByTicket(site: Site): Promise<void> {
  const address = site.place.urls.ticketLogin;
  const curl = 'curl --silent --cacert /etc/pki/koji/koji_ca_cert.crt';
  const said = await site.shell(
    `kinit -k -t /etc/admin.keytab admin
     ${curl} --negotiate --user : --cookie-jar ~/cookies ${address}/login >~/login.html
     ${curl} --cookie ~/cookies ${address}/`,
    { as: 'kojiadmin' },
  );
  expectText(said, /class="account"[\s\S]*admin[\s\S]*Log out/, 'the account that the web pages show after Negotiate');
}

export const web: Chapter = {
  title: 'Koji Web - Interface for the Masses',
  paragraphs: [
    { title: 'What koji-web is', difference: 'it runs under Node.js as its own web server, without mod_python and Cheetah' },
    {
      title: 'Configuration files',
      difference:
        '/etc/kojiweb/web.conf, in which the lines of kojiweb.conf may stand as they are; koji-web -c takes kojiweb.conf itself',
    },
    { title: 'Install koji-web', difference: 'as docs/installing.md says; no mod_ssl' },
    {
      title: 'kojiweb.conf, required: the PythonOption lines',
      difference: 'the files are at …/kojifiles, not at …/mnt/koji',
      follow: async (site) => site.write(configuration, site.relocate(await withSecret()), 0o600),
    },
    {
      title: 'kojiweb.conf for Kerberos: Location /koji/login',
      difference:
        'the Location may stand there and has no effect. WebAuthType gssapi is for its AuthType, LoginKeytab for its Krb5Keytab; WebPrincipal and WebKeytab take the place of WebCert, and TLSCertificate names the certificate of the server',
      follow: configureKerberos,
    },
    {
      title: 'kojiweb.conf for SSL: Location /koji/login',
      difference: 'it may stand there and has no effect: the page at LoginListen asks for a certificate by itself',
      follow: (site) => site.append(configuration, site.relocate(loginLocation)),
    },
    {
      title: 'ssl.conf: SSLVerifyClient, SSLVerifyDepth',
      difference: 'in kojiweb.conf: Listen and LoginListen; TLSCertificate, where the certificate is not that of WebCert',
      follow: (site) => site.append(configuration, listeners(site.place.ports.web, site.place.ports.webLogin)),
    },
    { title: 'WebCert holds certificate and key' },
    {
      title: 'The web interface is operational',
      async follow(site) {
        const { web: pages, ticketWeb } = site.place.urls;
        await startWeb(site, configuration, pages);
        expectText(await logInWithBrowser(site, 'kojiadmin'), /kojiadmin/, 'the account that Chromium shows after the login');
        await startWeb(site, kerberosConfiguration, ticketWeb);
        await logInByTicket(site);
        for (const file of [configuration, kerberosConfiguration]) await expectHealthy(site, file);
      },
    },
  ],
};
