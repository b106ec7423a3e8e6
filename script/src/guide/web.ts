import { randomBytes } from 'node:crypto';
import { logInWithBrowser } from './browser.ts';
import { type Chapter, edited, expectText } from './paragraph.ts';
import { eventually, type Site } from './site.ts';

const configuration = '/etc/httpd/conf.d/kojiweb.conf';

const required = `PythonOption KojiHubURL http://hub.example.com/kojihub
PythonOption KojiWebURL http://www.example.com/koji
PythonOption KojiPackagesURL http://server.example.com/mnt/koji/packages
PythonOption WebCert /etc/pki/koji/kojiweb.pem
PythonOption ClientCA /etc/pki/koji/koji_ca_cert.crt
PythonOption KojiHubCA /etc/pki/koji/koji_ca_cert.crt
PythonOption LoginTimeout 72
PythonOption Secret CHANGE_ME
`;

const loginLocation = `<Location /koji/login>
SSLOptions +StdEnvVars
</Location>
`;

async function append(site: Site, lines: string): Promise<void> {
  await site.write(configuration, (await site.read(configuration)) + site.relocate(lines), 0o600);
}

/** What the guide writes into Apache's configuration. */
function webServerSettings({ place: { ports } }: Site): string {
  return `PythonOption Listen http://127.0.0.1:${ports.web}
PythonOption LoginListen https://127.0.0.1:${ports.webLogin}
PythonOption TLSCertificate /etc/pki/koji/kojiweb.pem
`;
}

async function startWeb(site: Site): Promise<void> {
  site.start('koji-web', configuration);
  await eventually('the web pages answer', async () =>
    /<title>/.test(await site.shell(`curl --silent http://localhost:${site.place.ports.web}/koji/ || true`)),
  );
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
      difference: 'the hub’s address begins with https://; the files are at …/kojifiles, not at …/mnt/koji',
      async follow(site) {
        const secret = randomBytes(32).toString('hex');
        await site.write(configuration, site.relocate(edited(required, { CHANGE_ME: secret })), 0o600);
      },
    },
    {
      title: 'kojiweb.conf for Kerberos: Location /koji/login',
      difference: 'it may stand there and has no effect: a front end listed in TrustedProxies checks the tickets',
    },
    {
      title: 'kojiweb.conf for SSL: Location /koji/login',
      difference: 'it may stand there and has no effect: the page at LoginListen asks for a certificate by itself',
      follow: (site) => append(site, loginLocation),
    },
    {
      title: 'ssl.conf: SSLVerifyClient, SSLVerifyDepth',
      difference: 'in kojiweb.conf: Listen, LoginListen and TLSCertificate',
      follow: (site) => append(site, webServerSettings(site)),
    },
    { title: 'WebCert holds certificate and key' },
    {
      title: 'The web interface is operational',
      async follow(site) {
        await startWeb(site);
        expectText(await logInWithBrowser(site, 'kojiadmin'), /kojiadmin/, 'the account that Chromium shows after the login');
      },
    },
  ],
};
