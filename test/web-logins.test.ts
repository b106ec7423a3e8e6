import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type KerberosRealm, missingForKerberos } from '@koji/common/client/kerberos-realm.fixture';
import { setUpInRealm } from '@koji/common/client/set-up-in-realm.fixture';
import { freePort } from '@koji/common/testing/free-port';
import { afterAll, describe, expect, test } from 'vitest';
import { startHub, type TestHub } from '../packages/hub/src/testing/hub.fixture.ts';
import type { RunningSite } from '../packages/web/src/site.ts';
import { cookieOf, curl } from './curl.fixture.ts';
import { startPages } from './pages.fixture.ts';
import { scratchDirectory } from './trial.fixture.ts';

const missing = await missingForKerberos();

describe('logins at the pages by Kerberos', () => {
  let directory: string;
  let realm: KerberosRealm;
  let services: string;
  let hub: TestHub;
  setUpInRealm(missing, async (started) => {
    realm = started;
    directory = scratchDirectory();
    services = await realm.keytab('HTTP/127.0.0.1');
    hub = await startHub({
      settings: {
        AuthKeytab: services,
        ProxyDNs: '/CN=kojiweb|/CN=kojiadmin',
        ProxyPrincipals: 'koji/kojiweb@KOJI.TEST',
        AllowedKrbRealms: 'KOJI.TEST',
        AllowProxyAuthType: 'yes',
      },
    });
  });
  afterAll(async () => {
    await hub?.[Symbol.asyncDispose]();
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  });

  async function startWithKerberos(
    settings: Readonly<Record<string, string>>,
  ): Promise<RunningSite & { readonly login: string }> {
    const port = await freePort();
    const site = await startPages(hub, join(directory, `web-${port}.conf`), {
      LoginListen: `https://127.0.0.1:${port}`,
      TLSCertificate: hub.serverCertificate,
      WebAuthType: 'gssapi',
      LoginKeytab: services,
      ...settings,
    });
    return { ...site, login: `https://127.0.0.1:${port}/koji/login` };
  }
  const byPrincipal = async () => ({
    WebPrincipal: 'koji/kojiweb@KOJI.TEST',
    WebKeytab: await realm.keytab('koji/kojiweb'),
    WebCCache: realm.path('web.ccache'),
  });
  const ticketOf = async (user: string) => ({ KRB5CCNAME: await realm.ticket(user, await realm.keytab(user)) });
  const negotiate = async (url: string, user: string) =>
    curl(['--cacert', hub.ca, '--negotiate', '--user', ':', url], await ticketOf(user));

  test('take a ticket, at the listener for logins alone', async () => {
    await using site = await startWithKerberos(await byPrincipal());
    const [pages] = site.addresses as [string];
    const front = await curl([pages]);
    expect([front.status, /www-authenticate/i.test(front.headers)]).toEqual([200, false]);
    const sent = await curl([`${pages}login?page=tags`]);
    expect([sent.status, sent.headers.toLowerCase()]).toEqual([
      302,
      expect.stringContaining(`location: ${site.login}?page=tags`),
    ]);

    const asked = await curl(['--cacert', hub.ca, site.login]);
    expect([asked.status, asked.headers]).toEqual([401, expect.stringMatching(/^www-authenticate: Negotiate\r?$/im)]);
    expect(asked.body).toContain('Your browser has not sent a Kerberos ticket.');

    const answer = await negotiate(`${site.login}?page=tags`, 'alice');
    expect([answer.status, answer.headers]).toEqual([302, expect.stringMatching(/^location: \/koji\/tags\r?$/im)]);
    expect(answer.headers).toMatch(/^www-authenticate: Negotiate \S{20,}/im);
    const known = await curl(['--cookie', cookieOf(answer) as string, pages]);
    expect(known.body).toMatch(/class="account"[\s\S]*alice[\s\S]*Log out/);
    expect(await (await hub.as('kojiadmin')).getUser({ userInfo: 'alice@KOJI.TEST' })).toMatchObject({ name: 'alice' });
  });

  test('refuse what is no ticket of theirs', async () => {
    await using site = await startWithKerberos(await byPrincipal());
    const answer = await curl(['--cacert', hub.ca, '--header', 'Authorization: Negotiate YWxpY2U=', site.login]);
    expect([answer.status, cookieOf(answer)]).toEqual([403, undefined]);
    expect(answer.body).toContain('Your Kerberos ticket is not accepted here');
  });

  test('need no principal of the server, which may have a certificate', async () => {
    await using site = await startWithKerberos({ WebCert: await hub.certificate('kojiweb') });
    const answer = await negotiate(site.login, 'bob');
    expect(cookieOf(answer)).toBeDefined();
    expect(await (await hub.as('kojiadmin')).getUser({ userInfo: 'bob@KOJI.TEST' })).toMatchObject({ name: 'bob' });
  });

  test('do not begin where the keytab cannot be read', async () => {
    const started = startWithKerberos({ ...(await byPrincipal()), LoginKeytab: '/nowhere/http.keytab' });
    await expect(started).rejects.toThrow(/tickets of visitors cannot be checked with \/nowhere\/http\.keytab/);
  });

  test('do not begin where the server’s own user is an administrator', async () => {
    const started = startWithKerberos({ WebCert: await hub.certificate('kojiadmin') });
    await expect(started).rejects.toThrow(/kojiadmin, as whom this web server logs in at the hub, is an administrator there/);
    const admin = await hub.as('kojiadmin');
    await admin.createUser('koji/kojiweb', { krb_principal: 'koji/kojiweb@KOJI.TEST' });
    await admin.grantPermission('koji/kojiweb', 'admin');
    await expect(startWithKerberos(await byPrincipal())).rejects.toThrow(
      /koji\/kojiweb@KOJI\.TEST, as whom .* is an administrator/,
    );
  });
});
