import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Authentication, connectHub, type HubSession, type TlsOptions } from '@koji/common/client/hub-client';
import { type KerberosRealm, missingForKerberos } from '@koji/common/client/kerberos-realm.fixture';
import { responseTo } from '@koji/common/client/response-to';
import { setUpInRealm } from '@koji/common/client/set-up-in-realm.fixture';
import { uploadFile } from '@koji/common/client/upload';
import { freePort } from '@koji/common/testing/free-port';
import { decodeResponse } from '@koji/common/wire/decode';
import { encodeCall } from '@koji/common/wire/encode';
import type { HubApi } from '@koji/hub/api';
import { afterAll, describe, expect, test } from 'vitest';
import { type Listeners, listen } from '../packages/hub/src/listen.ts';
import { startHub, type TestHub } from '../packages/hub/src/testing/hub.fixture.ts';
import type { RunningSite } from '../packages/web/src/site.ts';
import { cookieOf, curl } from './curl.fixture.ts';
import { handToApache, missingForFrontEnds, readableToApache, startApache, startNginx } from './front-ends.fixture.ts';
import { startPages } from './pages.fixture.ts';
import { run, scratchDirectory } from './trial.fixture.ts';

const missing = missingForFrontEnds() ?? (await missingForKerberos());

/** Where one front end serves: the hub, the pages, and the logins by certificate. */
interface Ports {
  readonly hub: number;
  readonly web: number;
  readonly login: number;
}
interface FrontEnd {
  readonly ports: Ports;
  readonly server: AsyncDisposable;
  readonly site: RunningSite;
}
type Server = 'apache' | 'nginx';

/** What a client may try to be taken for somebody else. */
const spoofed = {
  'X-SSL-Client-Verify': 'SUCCESS',
  'X-SSL-Client-S-DN': 'CN=kojiadmin',
  'X-Remote-User': 'kojiadmin',
  'x-remote-user': 'kojiadmin@KOJI.TEST',
  X_Remote_User: 'kojiadmin',
  'X-Forwarded-For': '10.9.8.7',
  'X-Forwarded-Proto': 'https',
  REMOTE_USER: 'kojiadmin',
  SSL_CLIENT_VERIFY: 'SUCCESS',
};

describe('behind a front end', () => {
  let directory: string;
  let realm: KerberosRealm;
  let hub: TestHub;
  /** Where the hub is for front ends that come by a socket. */
  let socketOfHub: Listeners;
  let environment: Record<string, string>;
  let keytab: string;
  const frontEnds = new Map<Server | 'apache with Kerberos', FrontEnd>();

  setUpInRealm(missing, async (started) => {
    realm = started;
    directory = scratchDirectory();
    process.env.KRB5CCNAME = join(directory, 'none.ccache');
    environment = { KRB5_CONFIG: readableToApache(realm.environment.KRB5_CONFIG, directory) };
    keytab = readableToApache(await realm.keytab('HTTP/127.0.0.1'), directory);
    hub = await startHub({
      settings: {
        Listen: 'http://127.0.0.1:0',
        TrustedProxies: '127.0.0.1',
        ProxyDNs: '/CN=kojiweb',
        ProxyPrincipals: 'koji/kojiweb@KOJI.TEST',
        AllowedKrbRealms: 'KOJI.TEST',
      },
    });
    const { services } = hub.open;
    const config = { ...services.config, listen: [`unix:${join(directory, 'hub.sock')}`] };
    socketOfHub = await listen({ ...hub.open, services: { ...services, config } });
    for (const server of ['apache', 'nginx'] as const) frontEnds.set(server, await startFrontEnd(server));
    frontEnds.set('apache with Kerberos', await startFrontEnd('apache', { kerberos: true }));
    await hub.database.sql(`insert into tag (name) select 'tag-' || i from generate_series(1, 20000) i`);
    await hub.database.sql(
      `insert into tag_config (tag_id, arches, creator_id, create_event)
       select id, repeat('x86_64 ', 20), 1, (select max(id) from events) from tag`,
    );
  });
  afterAll(async () => {
    for (const { server, site } of frontEnds.values()) {
      await server[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    }
    await socketOfHub?.[Symbol.asyncDispose]();
    await hub?.[Symbol.asyncDispose]();
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  });

  /** A front end with hub and pages behind it, configured as its sample says; one comes by sockets, the others by ports. */
  async function startFrontEnd(server: Server, { kerberos = false } = {}): Promise<FrontEnd> {
    const ports = { hub: await freePort(), web: await freePort(), login: await freePort() };
    const bySocket = server === 'apache' && !kerberos;
    const site = await startPagesBehind(ports, { kerberos, bySocket });
    const web = site.addresses[0] as string;
    const backends = bySocket
      ? { hub: socketForApache(socketOfHub.addresses[0] as string, 'koji-hub'), web: socketForApache(web, 'koji-web') }
      : { hub: new URL(hub.url).origin, web: new URL(web).origin };
    const running =
      server === 'apache'
        ? await startApache({
            samples: apacheSamples(ports, backends, kerberos),
            listen: [ports.hub, ports.web],
            opens: ports.web,
            environment,
          })
        : await startNginx({ samples: nginxSamples(ports, backends), listen: [], opens: ports.login });
    return { ports, server: running, site };
  }

  /** As a comment in the samples says. */
  function socketForApache(address: string, name: string): string {
    handToApache(address.replace('unix:', ''));
    return `${address}|http://${name}`;
  }

  async function startPagesBehind(
    ports: Ports,
    { kerberos, bySocket }: { readonly kerberos: boolean; readonly bySocket: boolean },
  ): Promise<RunningSite> {
    const ours = `https://127.0.0.1:${ports.web}/koji`;
    return startPages(hub, join(directory, `web-${ports.web}.conf`), {
      KojiHubURL: `https://127.0.0.1:${ports.hub}/kojihub`,
      KojiWebURL: ours,
      ...(bySocket ? { Listen: `unix:${join(directory, `web-${ports.web}.sock`)}` } : { TrustedProxies: '127.0.0.1' }),
      LoginListen: 'none',
      ...(kerberos
        ? {
            WebPrincipal: 'koji/kojiweb@KOJI.TEST',
            WebKeytab: await realm.keytab('koji/kojiweb'),
            WebCCache: realm.path('web.ccache'),
          }
        : { WebCert: await hub.certificate('kojiweb'), LoginURL: `https://127.0.0.1:${ports.login}/koji/login` }),
    });
  }

  function apacheSamples(ports: Ports, backends: { hub: string; web: string }, kerberos: boolean) {
    return [
      {
        file: 'apache/koji-hub.conf',
        replace: {
          'Define HUB_NAME hub.example.com': 'Define HUB_NAME 127.0.0.1',
          'Define HUB_PORT 443': `Define HUB_PORT ${ports.hub}`,
          'Define HUB_BACKEND http://127.0.0.1:8080': `Define HUB_BACKEND ${backends.hub}`,
          '/etc/pki/koji/kojihub.pem': hub.serverCertificate,
          '/etc/pki/koji/koji_ca_cert.crt': hub.ca,
          ...(kerberos ? { '#Define HUB_KEYTAB /etc/httpd/koji-hub.keytab': `Define HUB_KEYTAB ${keytab}` } : {}),
        },
      },
      {
        file: 'apache/koji-web.conf',
        replace: {
          'Define WEB_NAME www.example.com': 'Define WEB_NAME 127.0.0.1',
          'Define WEB_PORT 443': `Define WEB_PORT ${ports.web}`,
          'Define WEB_LOGIN_PORT 8443': `Define WEB_LOGIN_PORT ${ports.login}`,
          'Listen ${WEB_LOGIN_PORT}': `Listen 127.0.0.1:${ports.login}`,
          'Define WEB_BACKEND http://127.0.0.1:8081': `Define WEB_BACKEND ${backends.web}`,
          '/etc/pki/koji/kojiweb.pem': hub.serverCertificate,
          '/etc/pki/koji/koji_ca_cert.crt': hub.ca,
          ...(kerberos ? { '#Define WEB_KEYTAB /etc/httpd/koji-web.keytab': `Define WEB_KEYTAB ${keytab}` } : {}),
        },
      },
    ];
  }
  function nginxSamples(ports: Ports, backends: { hub: string; web: string }) {
    return [
      {
        file: 'nginx/koji-hub.conf',
        replace: {
          'server 127.0.0.1:8080;': `server ${new URL(backends.hub).host};`,
          'listen 443 ssl;': `listen 127.0.0.1:${ports.hub} ssl;`,
          'server_name hub.example.com;': 'server_name 127.0.0.1;',
          '/etc/pki/koji/kojihub.pem': hub.serverCertificate,
          '/etc/pki/koji/koji_ca_cert.crt': hub.ca,
        },
      },
      {
        file: 'nginx/koji-web.conf',
        replace: {
          'server 127.0.0.1:8081;': `server ${new URL(backends.web).host};`,
          'listen 443 ssl;': `listen 127.0.0.1:${ports.web} ssl;`,
          'listen 8443 ssl;': `listen 127.0.0.1:${ports.login} ssl;`,
          'server_name www.example.com;': 'server_name 127.0.0.1;',
          '/etc/pki/koji/kojiweb.pem': hub.serverCertificate,
          '/etc/pki/koji/koji_ca_cert.crt': hub.ca,
        },
      },
    ];
  }

  const portsOf = (name: Server | 'apache with Kerberos'): Ports => {
    const frontEnd = frontEnds.get(name);
    if (frontEnd === undefined) throw new Error(`${name} does not run`);
    return frontEnd.ports;
  };
  function connectThrough(
    name: Server | 'apache with Kerberos',
    auth: Authentication,
    tls: TlsOptions = {},
  ): Promise<HubSession<HubApi>> {
    const server = `https://127.0.0.1:${portsOf(name).hub}/kojihub`;
    return connectHub<HubApi>({ server, auth, tls: { serverca: hub.ca, ...tls }, maxRetries: 1 });
  }
  const certificateOf = async (user: string) => ({ cert: await hub.certificate(user) });
  async function sessionOf(name: Server, user: string): Promise<HubSession<HubApi>> {
    return connectThrough(name, { kind: 'certificate' }, await certificateOf(user));
  }
  /** One request of a client that says what it likes. */
  async function post(
    port: number,
    path: string,
    { headers, body, user }: { readonly headers: Record<string, string>; readonly body: string; readonly user?: string },
  ) {
    const pem = user === undefined ? undefined : readFileSync(await hub.certificate(user));
    const request = https.request({
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      headers: { 'Content-Type': 'text/xml', ...headers },
      ca: readFileSync(hub.ca),
      agent: false,
      ...(pem ? { cert: pem, key: pem } : {}),
    });
    request.end(body);
    const response = await responseTo(request);
    return { status: response.statusCode, body: await text(response) };
  }
  const page = (port: number, path: string, ...args: string[]) =>
    curl(['--cacert', hub.ca, ...args, `https://127.0.0.1:${port}${path}`]);
  const spoofing = Object.entries(spoofed).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);

  describe.each(['apache', 'nginx'] as const)('%s', (name) => {
    test('passes calls and logins by certificate on, also those of a proxy', async () => {
      const nobody = await connectThrough(name, { kind: 'anonymous' });
      expect(await nobody.hub.getLoggedInUser()).toBeNull();
      nobody.close();
      const alice = await sessionOf(name, 'alice');
      expect(await alice.hub.getLoggedInUser()).toMatchObject({ name: 'alice', authtype: 2 });
      await alice.logout();
      const proxied = await connectThrough(name, { kind: 'certificate', proxyuser: 'alice' }, await certificateOf('kojiweb'));
      expect(await proxied.hub.getLoggedInUser()).toMatchObject({ name: 'alice' });
      await proxied.logout();
      await expect(
        connectThrough(name, { kind: 'certificate', proxyuser: 'kojiadmin' }, await certificateOf('alice')),
      ).rejects.toThrow(/\/CN=alice is not authorized to log in other users/);
    });

    test.each([
      ['by headers', {}],
      // Named so, a header is for the front end itself, which then does not pass it on.
      ['by headers and their lack', { Connection: Object.keys(spoofed).join(', ') }],
    ])('lets nobody say who they are %s', async (_how, more) => {
      const { hub: port } = portsOf(name);
      const request = { headers: { ...spoofed, ...more }, body: encodeCall('sslLogin', []) };
      for (const path of ['/kojihub/ssllogin', '/kojihub', '/kojihub/ssllogin/', '/kojihub//ssllogin', '/kojihub/SSLLogin']) {
        const { body } = await post(port, path, request);
        expect(() => decodeResponse(body), path).toThrow(/could not verify client/);
      }
    });

    test('tells the hub who logs in, and from where, whatever they say themselves', async () => {
      const { hub: port } = portsOf(name);
      const headers = { ...spoofed, Connection: 'X-Forwarded-For' };
      const { body } = await post(port, '/kojihub/ssllogin', { headers, body: encodeCall('sslLogin', []), user: 'mallory' });
      const session = decodeResponse(body) as { 'session-id': number; 'session-key': string };
      const credentials = { 'Koji-Session-Id': String(session['session-id']), 'Koji-Session-Key': session['session-key'] };
      const ask = async (method: string, params: boolean[] = []) =>
        decodeResponse((await post(port, '/kojihub', { headers: credentials, body: encodeCall(method, params) })).body);
      expect(await ask('getLoggedInUser')).toMatchObject({ name: 'mallory' });
      expect(await ask('getSessionInfo', [true])).toMatchObject({ hostip: '127.0.0.1' });
    });

    test('carries an upload of many chunks', async () => {
      const file = join(directory, `upload-${name}`);
      const content = randomBytes(5 * 1024 * 1024 + 17);
      writeFileSync(file, content);
      const session = await sessionOf(name, 'alice');
      await uploadFile(session, file, `alice/${name}`, { blockSize: 2 * 1024 * 1024 });
      await session.logout();
      const stored = readFileSync(join(hub.topdir, 'work/alice', name, `upload-${name}`));
      expect(stored.equals(content)).toBe(true);
    });

    test('carries a big answer whole', async () => {
      const session = await sessionOf(name, 'alice');
      const tags = await session.hub.listTags();
      await session.logout();
      expect(tags).toHaveLength(20_000);
    });

    test('serves files as they are, whole and in part', async () => {
      mkdirSync(join(hub.topdir, 'packages/big'), { recursive: true });
      writeFileSync(join(hub.topdir, 'packages/big/build.log'), 'line\n'.repeat(50_000));
      const path = '/kojifiles/packages/big/build.log';
      const whole = await page(portsOf(name).hub, path, '--header', 'Accept-Encoding: gzip');
      expect(whole.headers).toMatch(/^content-length: 250000$/im);
      expect(whole.headers).not.toMatch(/^content-encoding/im);
      expect(whole.body).toHaveLength(250_000);
      const part = await page(portsOf(name).hub, path, '--range', '249990-');
      expect([part.status, part.body]).toEqual([206, 'line\nline\n']);
    });

    test('shows pages to everybody without a question for a certificate', async () => {
      const { web, login } = portsOf(name);
      expect((await page(web, '/koji/')).status).toBe(200);
      expect(await asksForCertificate(web)).toBe(false);
      expect(await asksForCertificate(login)).toBe(true);
    });

    test('lets people log in to the pages by certificate', async () => {
      const { web, login } = portsOf(name);
      const sent = await page(web, '/koji/login?page=tags');
      expect(sent.headers).toMatch(new RegExp(`^location: https://127.0.0.1:${login}/koji/login\\?page=tags\\r?$`, 'im'));
      const answer = await page(login, '/koji/login?page=tags', '--cert', await hub.certificate('alice'));
      expect(answer.headers).toMatch(new RegExp(`^location: https://127.0.0.1:${web}/koji/tags\\r?$`, 'im'));
      const front = await page(web, '/koji/', '--cookie', cookieOf(answer) as string);
      expect(front.body).toMatch(/class="account"[\s\S]*alice[\s\S]*Log out/);
    });

    test('lets nobody say who they are to the pages', async () => {
      const { web, login } = portsOf(name);
      const elsewhere = await page(web, '/koji/login', ...spoofing);
      expect([elsewhere.status, cookieOf(elsewhere)]).toEqual([302, undefined]);
      const without = await page(login, '/koji/login', ...spoofing);
      expect([without.status, cookieOf(without)]).toEqual([403, undefined]);
      const mallory = await page(login, '/koji/login', ...spoofing, '--cert', await hub.certificate('mallory'));
      const front = await page(web, '/koji/', '--cookie', cookieOf(mallory) as string);
      expect(front.body).toMatch(/class="account"[\s\S]*mallory/);
    });
  });

  describe('apache with Kerberos', () => {
    const name = 'apache with Kerberos';

    test('takes tickets and proves the hub in turn, and certificates as before', async () => {
      const ccache = await realm.ticket('carol', await realm.keytab('carol'));
      const carol = await connectThrough(name, { kind: 'kerberos', ccache });
      expect(await carol.hub.getLoggedInUser()).toMatchObject({ name: 'carol', krb_principal: 'carol@KOJI.TEST', authtype: 3 });
      await carol.logout();
      const alice = await connectThrough(name, { kind: 'certificate' }, await certificateOf('alice'));
      expect(await alice.hub.getLoggedInUser()).toMatchObject({ name: 'alice', authtype: 2 });
      await alice.logout();
    });

    test('lets nobody in who says a name without a ticket', async () => {
      const { hub: port, web } = portsOf(name);
      const refused = await post(port, '/kojihub/ssllogin', { headers: spoofed, body: encodeCall('sslLogin', []) });
      expect(refused.status).toBe(401);
      const { body } = await post(port, '/kojihub', { headers: spoofed, body: encodeCall('sslLogin', []) });
      expect(() => decodeResponse(body)).toThrow(/could not verify client/);
      const atPages = await page(web, '/koji/login', ...spoofing);
      expect([atPages.status, cookieOf(atPages)]).toEqual([401, undefined]);
    });

    test('lets people log in to the pages, which log in at the hub by their own keytab', async () => {
      const { web } = portsOf(name);
      const KRB5CCNAME = await realm.ticket('dave', await realm.keytab('dave'));
      const url = `https://127.0.0.1:${web}/koji/login?page=tags`;
      const answer = await curl(['--cacert', hub.ca, '--negotiate', '--user', ':', url], { KRB5CCNAME });
      expect(answer.headers).toMatch(new RegExp(`^location: https://127.0.0.1:${web}/koji/tags\\r?$`, 'im'));
      const front = await page(web, '/koji/', '--cookie', cookieOf(answer) as string);
      expect(front.body).toMatch(/class="account"[\s\S]*dave[\s\S]*Log out/);
    });
  });

  async function asksForCertificate(port: number): Promise<boolean> {
    const { stdout } = await run('/bin/sh', ['-c', `openssl s_client -connect 127.0.0.1:${port} </dev/null`]);
    return /Acceptable client certificate CA names/.test(stdout);
  }
});
