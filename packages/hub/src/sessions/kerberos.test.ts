import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { negotiate } from '@koji/common/client/authentication';
import { type Authentication, connectHub } from '@koji/common/client/hub-client';
import { type KerberosRealm, missingForKerberos } from '@koji/common/client/kerberos-realm.fixture';
import { setUpInRealm } from '@koji/common/client/set-up-in-realm.fixture';
import { AUTHTYPES } from '@koji/common/types/states';
import { encodeCall } from '@koji/common/wire/encode';
import { afterAll, describe, expect, test } from 'vitest';
import type { HubApi } from '../api.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

const execute = promisify(execFile);
const missing = await missingForKerberos();

describe('Kerberos at the hub', () => {
  let realm: KerberosRealm;
  let hub: TestHub;
  const caches = new Map<string, string>();

  setUpInRealm(missing, async (started) => {
    realm = started;
    const keytab = await realm.keytab('HTTP/127.0.0.1');
    for (const name of ['alice', 'kojiadmin', 'koji/web']) caches.set(name, await realm.ticket(name, await realm.keytab(name)));
    hub = await startHub({
      settings: { AuthKeytab: keytab, AuthPrincipal: 'HTTP/127.0.0.1@KOJI.TEST', ProxyPrincipals: 'koji/web@KOJI.TEST' },
    });
  });
  afterAll(() => hub?.[Symbol.asyncDispose]());

  type Login = Omit<Extract<Authentication, { kind: 'kerberos' }>, 'kind'>;
  async function logIn(login: Login) {
    const session = await connectHub<HubApi>({
      server: hub.url,
      auth: { kind: 'kerberos', ...login },
      tls: { serverca: hub.ca },
      maxRetries: 1,
    });
    return { hub: session.hub, [Symbol.asyncDispose]: () => session.logout() };
  }
  /** A login by hand: what the hub answers, and how. */
  async function post(path: string, headers: readonly string[], ...options: string[]) {
    const { stdout } = await execute(
      'curl',
      ['--silent', '--include', '--cacert', hub.ca, ...options, ...headers.flatMap((header) => ['--header', header])].concat(
        ...['--header', 'Content-Type: text/xml', '--data-binary', encodeCall('sslLogin', []), `${hub.url}${path}`],
      ),
    );
    return stdout;
  }

  test('a ticket logs its owner in, who is made on first sight', async () => {
    await using session = await logIn({ ccache: caches.get('alice') });
    expect(await session.hub.getLoggedInUser()).toEqual({
      id: expect.any(Number),
      name: 'alice',
      status: 0,
      usertype: 0,
      krb_principals: ['alice@KOJI.TEST'],
      krb_principal: 'alice@KOJI.TEST',
      authtype: AUTHTYPES.GSSAPI,
    });
  });

  test('a user of that name whom no principal is known of is the owner, in the realm of the hub', async () => {
    await using session = await logIn({ ccache: caches.get('kojiadmin') });
    expect(await session.hub.getLoggedInUser()).toMatchObject({ id: 1, krb_principals: ['kojiadmin@KOJI.TEST'] });
  });

  test('a listed principal acts for others, nobody else does', async () => {
    await using session = await logIn({ ccache: caches.get('koji/web'), proxyuser: 'alice@KOJI.TEST' });
    expect(await session.hub.getLoggedInUser()).toMatchObject({ name: 'alice', authtype: AUTHTYPES.GSSAPI });
    await expect(logIn({ ccache: caches.get('alice'), proxyuser: 'kojiadmin@KOJI.TEST' })).rejects.toMatchObject({
      faultCode: 1002,
      message: 'Kerberos principal alice@KOJI.TEST is not authorized to log in other users',
    });
  });

  test('curl --negotiate logs in, and the hub proves itself to it', async () => {
    process.env.KRB5CCNAME = caches.get('alice');
    const answer = await post('/ssllogin', [], '--negotiate', '--user', ':');
    const [head, ...rest] = answer.split('\r\n\r\n').filter((part) => !part.startsWith('HTTP/1.1 401'));
    expect(head).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(head).toMatch(/^www-authenticate: Negotiate \S{50,}/im);
    expect(rest.join()).toMatch(/<name>session-id<\/name>/);
  });

  test('who brings nothing is asked for a ticket, only where clients log in', async () => {
    const answer = await post('/ssllogin', []);
    expect(answer).toMatch(/^HTTP\/1.1 401 Unauthorized\r\n/);
    expect(answer).toMatch(/^www-authenticate: Negotiate\r$/im);
    expect(answer).toMatch(/\r\n\r\nUnauthorized: a Kerberos ticket is needed\n$/);
    expect(await post('', [])).toMatch(/^HTTP\/1.1 200 OK[\s\S]*<int>1002<\/int>/);
  });

  test('a ticket may be as long as those of Active Directory', async () => {
    const header = realm.path('header');
    await writeFile(header, `Authorization: Negotiate ${'A'.repeat(48_000)}`);
    expect(await post('/ssllogin', [], '--header', `@${header}`)).toMatch(/^HTTP\/1.1 401 Unauthorized/);
  });

  test('a certificate will do as well, and a bad one is told what is wrong with it', async () => {
    const session = await hub.login('carol');
    expect(await session.hub.getLoggedInUser()).toMatchObject({ name: 'carol', authtype: AUTHTYPES.SSL });
    await session.logout();
    const own = realm.path('own.pem');
    await execute(
      'openssl',
      'req -x509 -newkey rsa:2048 -nodes -subj /CN=kojiadmin -days 2'.split(' ').concat('-keyout', own, '-out', `${own}.crt`),
    );
    const answer = await post('/ssllogin', [], '--cert', `${own}.crt`, '--key', own);
    expect(answer).toMatch(/could not verify client: the certificate CN=kojiadmin is not good: DEPTH_ZERO_SELF_SIGNED_CERT/);
  });

  test('a ticket that somebody listened in on is worth nothing', async () => {
    const { header } = await negotiate('127.0.0.1', { kind: 'kerberos', ccache: caches.get('alice') });
    expect(await post('/ssllogin', [`Authorization: ${header}`])).toMatch(/^HTTP\/1.1 200 OK/);
    expect(await post('/ssllogin', [`Authorization: ${header}`])).toMatch(/^HTTP\/1.1 401 .*\r\n[\s\S]*Unauthorized: .*replay/i);
  });

  test('identity headers of anybody are no identity', async () => {
    const spoofed = ['X-Remote-User: kojiadmin@KOJI.TEST', 'X-SSL-Client-Verify: SUCCESS', 'X-SSL-Client-S-DN: /CN=kojiadmin'];
    expect(await post('/ssllogin', spoofed)).toMatch(/^HTTP\/1.1 401/);
    expect(await post('', spoofed)).toMatch(/<int>1002<\/int>/);
    expect(await post('', [...spoofed, 'Remote-User: kojiadmin', 'X-Forwarded-For: 10.0.0.1'])).toMatch(/<int>1002<\/int>/);
  });

  test('a keytab that cannot be read costs Kerberos alone, and who tries is told; nobody is made at login where that is off', async () => {
    const gone = realm.path('gone.keytab');
    await writeFile(gone, '');
    await rm(gone);
    const before = process.env.KRB5_KTNAME;
    await using other = await startHub({ settings: { AuthKeytab: gone, LoginCreatesUser: 'no' } });
    expect(process.env.KRB5_KTNAME).toBe(before);
    const failed = connectHub<HubApi>({
      server: other.url,
      auth: { kind: 'kerberos', ccache: caches.get('alice') },
      tls: { serverca: other.ca },
      maxRetries: 1,
    });
    await expect(failed).rejects.toMatchObject({ faultCode: 1002, message: expect.stringContaining(gone) });
    expect(await (await other.as('kojiadmin')).getLoggedInUser()).toMatchObject({ name: 'kojiadmin' });
    await expect(other.login('alice')).rejects.toMatchObject({ faultCode: 1002, message: 'Unknown user: alice' });
  });

  test('many at once are all let in', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => logIn({ ccache: caches.get('alice') })));
    const ids = await Promise.all(
      sessions.map(async (session) => (await session.hub.getSessionInfo({ details: true })) as { id: number }),
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(20);
    await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
  });
});
