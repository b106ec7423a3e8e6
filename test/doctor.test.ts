import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KerberosRealm, missingForKerberos, startRealm } from '@koji/common/client/kerberos-realm.fixture';
import { setUpInRealm } from '@koji/common/client/set-up-in-realm.fixture';
import { loadAuthority } from '@koji/common/pki/authority';
import { createCrl } from '@koji/common/pki/crl';
import { issueCertificate } from '@koji/common/pki/issue';
import { pemBundle } from '@koji/common/pki/pem';
import { requireOrSkip } from '@koji/common/testing/require-or-skip.fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPki } from '../packages/cli/src/pki/run.ts';
import { startHub, type TestHub } from '../packages/hub/src/testing/hub.fixture.ts';
import { repository } from '../script/src/trial/layout.ts';
import { run, scratchDirectory } from './trial.fixture.ts';

const missingForFakeTime = existsSync('/usr/bin/faketime') ? undefined : 'faketime is missing, see script/bootstrap --test';

let directory: string;
let hub: TestHub;
const past = new Date('2020-01-01T00:00:00Z');
/** A midnight in about a year */
const future = new Date((Math.floor(Date.now() / 86_400_000) + 365) * 86_400_000);
const at = (name: string) => join(directory, name);

async function pki(dir: string, ...args: string[]): Promise<{ status: number; said: string }> {
  const said: string[] = [];
  const output = { out: (line: string) => said.push(line), err: (line: string) => said.push(line) };
  const status = await runPki(['--dir', dir, ...args], output);
  return { status, said: said.join('\n') };
}
async function make(...args: string[]): Promise<void> {
  const { status, said } = await pki(directory, ...args);
  if (status !== 0) throw new Error(said);
}
function save(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}
/** Writes a configuration and answers what the doctor says of it. */
async function examine(name: string, lines: string): Promise<{ status: number; said: string }> {
  return pki(directory, 'doctor', '--config', save(name, lines));
}
/** The doctor in a process of its own, on kojid.conf. */
const command = () => [join(repository, 'packages/cli/bin/koji-pki.mjs'), 'doctor', '--config', at('kojid.conf')];

const kojid = (cert: string, more = '') =>
  `server=${hub.url}\n; a comment\ncert = ${at(cert)}\nserverca = ${at('koji_ca_cert.crt')}\n${more}`;
const web = (more: string) =>
  `PythonOption KojiHubURL ${hub.url}\nPythonOption KojiHubCA ${at('koji_ca_cert.crt')}\n<Location /koji/login>\n</Location>\n${more}`;

/** Issues by hand what koji-pki would not: certificates of the past and the future. */
async function issueAt(name: string, from: Date, usage: 'client' | 'server' = 'client'): Promise<string> {
  const authority = loadAuthority(
    readFileSync(at('koji_ca_cert.crt'), 'utf8'),
    readFileSync(at('private/koji_ca_cert.key'), 'utf8'),
  );
  const sans = usage === 'server' ? ['127.0.0.1'] : [];
  const issued = await issueCertificate(authority, { commonName: name, usage, sans, keyKind: 'p256', from, days: 10 });
  return save(`${name}.pem`, pemBundle(issued));
}
function listRunOut(): string {
  const authority = loadAuthority(
    readFileSync(at('koji_ca_cert.crt'), 'utf8'),
    readFileSync(at('private/koji_ca_cert.key'), 'utf8'),
  );
  return createCrl(authority, { revoked: [], number: '01', from: new Date('2026-01-01T00:00:00Z'), days: 30 });
}

async function hubWith(settings: Record<string, string>): Promise<TestHub> {
  return startHub({
    settings: {
      TLSCertificate: at('kojihub.pem'),
      ClientCA: at('koji_ca_cert.crt'),
      ProxyDNs: '/O=Example/CN=kojiweb',
      LoginCreatesUser: 'no',
      ...settings,
    },
  });
}

beforeAll(async () => {
  directory = scratchDirectory();
  await make('init', '--org', 'Example', '--key-type', 'p256');
  await make('server', '127.0.0.1', '--name', 'kojihub', '--key-type', 'p256');
  for (const name of ['builder1', 'kojira', 'kojiweb', 'otherweb', 'alice', 'blocked', 'mallory', 'stranger'])
    await make('component', name, '--key-type', 'p256');
  await make('revoke', 'mallory');
  await pki(at('elsewhere'), 'init', '--org', 'Elsewhere', '--key-type', 'p256');
  await pki(at('elsewhere'), 'component', 'builder1', '--key-type', 'p256');
  await issueAt('late', past);
  await issueAt('early', future);
  signWithMd5();
  hub = await hubWith({ ClientCRL: at('crl.pem') });
  await hub.database.sql(
    `insert into users (name, status, usertype) values ('alice', 0, 0), ('blocked', 1, 0), ('mallory', 0, 1), ('kojiweb', 0, 0), ('otherweb', 0, 0), ('127.0.0.1', 0, 1)`,
  );
  await hub.database.sql(`insert into users (name, status, usertype) values ('builder1', 0, 1)`);
  await hub.database.sql(`insert into host (user_id, name) select id, name from users where name = 'builder1'`);
});
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

describe('the doctor', () => {
  test('finds nothing wrong where nothing is', async () => {
    expect(await examine('kojid.conf', kojid('builder1.pem', 'user = builder1\n'))).toEqual({
      status: 0,
      said: `/O=Example/CN=builder1 can log in to ${hub.url}`,
    });
    expect(await examine('kojiweb.conf', web(`PythonOption WebCert ${at('kojiweb.pem')}\n`))).toMatchObject({ status: 0 });
    expect(await examine('koji.conf', `[koji]\nauthtype = ssl\n${kojid('alice.pem')}`)).toMatchObject({ status: 0 });
  });

  test.each<[string, () => string, RegExp]>([
    ['a file that is not there', () => kojid('nosuch.pem'), /^koji-pki: cert in \S+ names \S+nosuch.pem, which does not exist$/],
    ['a file of something else', () => kojid('index.txt'), /in which there is no certificate in PEM/],
    ['a certificate without its key', () => kojid('certs/builder1.crt'), /in which there is no private key/],
    [
      'a wrong authority for the hub',
      () => kojid('builder1.pem').replace('koji_ca_cert', 'elsewhere/koji_ca_cert'),
      /^koji-pki: the hub's certificate \/O=Example\/CN=127.0.0.1 was issued by \/O=Example\/CN=Koji Certificate Authority, which is not among serverca \S+ \(\/O=Elsewhere/,
    ],
    [
      'another name of the hub',
      () => kojid('builder1.pem').replace('127.0.0.1', 'localhost'),
      /is for 127.0.0.1, and \S+ calls the hub localhost$/,
    ],
    [
      'nobody at the address',
      () => kojid('builder1.pem').replace(/:\d+\//, ':1/'),
      /^koji-pki: the hub at 127.0.0.1:1 cannot be reached: .*ECONNREFUSED/,
    ],
    [
      'a certificate of somebody else',
      () => kojid('builder1.pem', 'user = builder2\n'),
      /sets user = builder2, but the certificate \S+ is that of builder1/,
    ],
    [
      'a certificate of another authority',
      () => kojid('elsewhere/builder1.pem'),
      /^koji-pki: the certificate \/O=Elsewhere\/CN=builder1 was issued by \/O=Elsewhere\/CN=Koji Certificate Authority, which is not in the hub's ClientCA/,
    ],
    ['a revoked certificate', () => kojid('mallory.pem'), /^koji-pki: the certificate \/O=Example\/CN=mallory has been revoked/],
    [
      'a host that was not added',
      () => kojid('stranger.pem'),
      /^koji-pki: the hub has no build host for \/O=Example\/CN=stranger: koji add-host stranger ARCHES, before/,
    ],
    [
      'a user in place of a host',
      () => kojid('alice.pem'),
      /knows \/O=Example\/CN=alice as a user and not as a build host: koji add-host --force alice/,
    ],
    ['a certificate that ran out', () => kojid('late.pem'), /\/CN=late in \S+ ran out on 2020-01-11: koji-pki renew/],
    [
      'a certificate of the future',
      () => kojid('early.pem'),
      new RegExp(`/CN=early in \\S+ holds only from ${future.toISOString()} on, and the clock here says`),
    ],
    ['a weak signature', () => kojid('weak.pem'), /is signed with MD5, which TLS refuses/],
  ])('explains %s', async (_title, lines, sentence) => {
    const { status, said } = await examine('kojid.conf', lines());
    expect(said).toMatch(sentence);
    expect([status, said.split('\n').length]).toEqual([1, 1]);
  });

  test.each<[string, string, () => string, RegExp]>([
    [
      'kojira without a user',
      'kojira.conf',
      () => kojid('kojira.pem'),
      /no user for \/O=Example\/CN=kojira: koji add-user kojira, koji grant-permission repo kojira$/,
    ],
    [
      'an unknown user',
      'koji.conf',
      () => `[koji]\n${kojid('stranger.pem')}`,
      /knows no user stranger and LoginCreatesUser is off: koji add-user stranger/,
    ],
    [
      'a disabled user',
      'koji.conf',
      () => `[koji]\n${kojid('blocked.pem')}`,
      /the user blocked is disabled: koji enable-user blocked/,
    ],
    [
      'web pages that are not in ProxyDNs',
      'web.conf',
      () => web(`PythonOption WebCert ${at('otherweb.pem')}\n`),
      /^koji-pki: \/O=Example\/CN=otherweb is not in the hub's ProxyDNs, .*: ProxyDNs = \/O=Example\/CN=otherweb in hub.conf$/,
    ],
    [
      'nothing to log in with',
      'kojira.conf',
      () => `server=${hub.url}\ncert = ${at('nosuch.pem')}\nprincipal = koji/kojira@KOJI.TEST\nkeytab = ${at('nosuch.keytab')}\n`,
      /keytab in \S+ names \S+nosuch.keytab, which does not exist/,
    ],
    [
      'Kerberos with user set',
      'kojid.conf',
      () => `server=${hub.url}\nuser = builder1\nhost_principal_format=compile/%s@KOJI.TEST\n`,
      /sets user, with which no Kerberos login is tried/,
    ],
    ['a file of something else', 'some.conf', () => '[other]\n', /has none of the sections \[kojid\]/],
  ])('explains %s', async (_title, name, lines, sentence) => {
    const { status, said } = await examine(name, lines());
    expect(said).toMatch(sentence);
    expect(status).toBe(1);
  });

  test('reads settings where and how the programs read them', async () => {
    expect(await examine('kojid.conf', kojid('builder1.pem', 'user =\nKRB_PRINCIPAL = ""\n'))).toMatchObject({ status: 0 });
    expect(await examine('kojid.conf', kojid('nosuch.pem', 'user = alice\npassword = wrong\n'))).toMatchObject({
      said: expect.not.stringContaining('nosuch.pem'),
    });
    expect((await examine('kojira.conf', kojid('x', `topdir = ${directory}\ncert = %(topdir)s/kojira.pem\n`))).said).toMatch(
      /no user for \/O=Example\/CN=kojira:/,
    );
    expect(await examine('web.conf', web(`PythonOption webcert ${at('kojiweb.pem')}\n`))).toMatchObject({ status: 0 });

    mkdirSync(at('split/hub.conf.d'), { recursive: true });
    save('split/hub.conf.d/logins.conf', `[hub]\nclientca = ${at('koji_ca_cert.crt')}\nClientCRL = ${at('nosuch.pem')}\n`);
    expect(await examine('split/hub.conf', `ClientCRL = ${at('crl.pem')}\n`)).toEqual({
      status: 0,
      said: `${at('split/hub.conf')} is in order for logins by certificate`,
    });
    mkdirSync(at('split/kojid.conf'));
    save('split/kojid.conf/hub.conf', kojid('builder1.pem'));
    expect(await pki(directory, 'doctor', '--config', at('split/kojid.conf'))).toMatchObject({ status: 0 });
  });

  test('explains a file that may not be read', async () => {
    chmodSync(at('builder1.pem'), 0);
    save('kojid.conf', kojid('builder1.pem'));
    const { said } = await asNobody(() => pki(directory, 'doctor', '--config', at('kojid.conf')));
    expect(said).toMatch(/names \S+builder1.pem, which \S+ may not read$/);
    chmodSync(at('builder1.pem'), 0o600);
  });

  test('explains a clock that is wrong', async (context) => {
    requireOrSkip(missingForFakeTime, context);
    save('kojid.conf', kojid('builder1.pem'));
    const ahead = await run('faketime', ['+3 hours', process.execPath, ...command()]);
    expect(ahead.stderr).toMatch(
      /^koji-pki: the clock here is 1(79|80|81) minutes ahead of the one of 127.0.0.1:\d+: set both by NTP/,
    );
    const behind = await run('faketime', ['-3 hours', process.execPath, ...command()]);
    expect(behind.stderr).toMatch(/minutes behind the one of 127.0.0.1/);
  });

  test('explains a hub that asks nobody for a certificate, and one whose revocation list ran out', async () => {
    {
      await using without = await hubWith({ ClientCA: '' });
      const { said } = await examine('koji.conf', `[koji]\n${kojid('alice.pem').replace(hub.url, without.url)}`);
      expect(said).toMatch(/^koji-pki: the hub asks nobody for a certificate: ClientCA is not set in hub.conf/);
    }
    await using late = await hubWith({ ClientCRL: save('late-crl.pem', listRunOut()) });
    const { said } = await examine('koji.conf', `[koji]\n${kojid('alice.pem').replace(hub.url, late.url)}`);
    expect(said).toMatch(/the hub's revocation list \(ClientCRL\) has run out, so it refuses everybody: koji-pki crl/);
  });

  test('asks for an account where the program logs in, unencrypted with a password', async () => {
    await using plain = await hubWith({ Listen: 'http://127.0.0.1:0' });
    const { said } = await examine('kojid.conf', `server = ${plain.url}\nuser = builder1\npassword = secret\n`);
    expect(said).toMatch(/^koji-pki: the hub has no build host for builder1: koji add-host builder1/);
  });

  test.each([
    ['ran out on 2020-01-11', 'late-hub', past],
    ['is not valid yet', 'early-hub', future],
  ])('explains that the certificate of the hub %s', async (sentence, name, from) => {
    await using wrong = await hubWith({ TLSCertificate: await issueAt(name, from, 'server') });
    const { said } = await examine('koji.conf', `[koji]\n${kojid('alice.pem').replace(hub.url, wrong.url)}`);
    expect(said).toBe(`koji-pki: the hub's certificate /CN=${name} ${sentence}`);
  });

  test('looks at what hub.conf names', async () => {
    const certificate = `TLSCertificate = ${at('kojihub.pem')}\nClientCA = ${at('koji_ca_cert.crt')}\n`;
    expect(await examine('hub.conf', certificate)).toEqual({
      status: 0,
      said: `${at('hub.conf')} is in order for logins by certificate`,
    });
    expect((await examine('hub.conf', `${certificate}TLSKey ${at('certs/kojira.key')}\n`)).said).toMatch(
      /the key in \S+kojira.key does not belong to the certificate in \S+kojihub.pem/,
    );
    save('late-crl.pem', listRunOut());
    expect((await examine('hub.conf', `${certificate}ClientCRL = ${at('late-crl.pem')}\n`)).said).toMatch(
      /ClientCRL in \S+ names \S+, which ran out on 2026-01-31: the hub refuses everybody/,
    );
    expect((await examine('hub.conf', `TLSCertificate = ${at('kojihub.pem')}\n`)).said).toMatch(
      /sets neither ClientCA nor AuthKeytab/,
    );
  });
});

const missing = await missingForKerberos();

describe('the doctor of Kerberos logins', () => {
  let realm: KerberosRealm;
  let other: KerberosRealm;
  let ticketHub: TestHub;
  let hubKeytab: string;
  const keytabs = new Map<string, string>();

  setUpInRealm(missing, async (started) => {
    realm = started;
    other = await startRealm();
    process.env.KRB5CCNAME = at('nobody.ccache');
    hubKeytab = await realm.keytab('HTTP/127.0.0.1');
    for (const name of ['compile/builder1', 'koji/web', 'koji/kojira', 'carol']) keytabs.set(name, await realm.keytab(name));
    keytabs.set('ghost', await other.keytab('compile/ghost'));
    keytabs.set('old', await realm.keytab('compile/builder2', 'old'));
    await realm.keytab('compile/builder2', 'new');
    ticketHub = await hubWith({ AuthKeytab: hubKeytab, ClientCA: '', HostPrincipalFormat: 'compile/%s@KOJI.TEST' });
    save('hub.conf', `AuthPrincipal HTTP/127.0.0.1@KOJI.TEST\nAuthKeytab ${hubKeytab}\n`);
    await ticketHub.database.sql(
      `insert into users (name, krb_principal, status, usertype)
       select name, 'compile/' || name || '@KOJI.TEST', 0, 1 from unnest(array['builder1', 'builder2', 'ghost']) name`,
    );
  });
  afterAll(async () => {
    await ticketHub?.[Symbol.asyncDispose]();
    await other?.[Symbol.asyncDispose]();
  });

  const byTicket = (principal: string, keytab: string, more = '') =>
    `[kojid]\nserver=${ticketHub.url}\nkrb_principal = ${principal}@KOJI.TEST\nkeytab = ${keytabs.get(keytab) ?? keytab}\nserverca = ${at('koji_ca_cert.crt')}\n${more}`;

  test('finds nothing wrong where nothing is', async () => {
    expect(await examine('kojid.conf', byTicket('compile/builder1', 'compile/builder1'))).toEqual({
      status: 0,
      said: `compile/builder1@KOJI.TEST can log in to ${ticketHub.url}`,
    });
    expect(await pki(directory, 'doctor', '--config', at('hub.conf'))).toEqual({
      status: 0,
      said: `${at('hub.conf')} is in order for logins by Kerberos`,
    });
  });

  test.each<[string, () => string, RegExp]>([
    [
      'a keytab of somebody else',
      () => byTicket('compile/builder2', 'compile/builder1'),
      /the keytab \S+ has no key of compile\/builder2@KOJI.TEST, only of compile\/builder1@KOJI.TEST$/,
    ],
    ['what is no keytab', () => byTicket('compile/builder1', at('index.txt')), /which is no keytab/],
    [
      'a keytab with an old key',
      () => byTicket('compile/builder2', 'old'),
      /the key of compile\/builder2@KOJI.TEST in the keytab \S+ is not the one of Kerberos \(its kvno is an old one\)/,
    ],
    [
      'an unknown principal',
      () => byTicket('compile/ghost', 'ghost'),
      /there is no principal compile\/ghost@KOJI.TEST in Kerberos/,
    ],
    [
      'a host that was not added',
      () => byTicket('koji/web', 'koji/web'),
      /no build host for koji\/web@KOJI.TEST: koji add-host web ARCHES --krb-principal=koji\/web@KOJI.TEST, before/,
    ],
    [
      'a hub under another name',
      () => byTicket('compile/builder1', 'compile/builder1', 'no_ssl_verify = yes\n').replace('127.0.0.1', 'localhost'),
      /there is no principal HTTP\/localhost in Kerberos/,
    ],
    [
      'kojira without a principal',
      () => byTicket('koji/kojira', 'koji/kojira').replace('[kojid]', '[kojira]').replace('krb_', ''),
      /no user for koji\/kojira@KOJI.TEST: .*koji edit-user --add-krb koji\/kojira@KOJI.TEST kojira$/,
    ],
    [
      'web pages that are not in ProxyPrincipals',
      () =>
        `[web]\nKojiHubURL = ${ticketHub.url}\nKojiHubCA = ${at('koji_ca_cert.crt')}\nWebPrincipal = koji/web@KOJI.TEST\nWebKeytab = ${keytabs.get('koji/web')}\n`,
      /koji\/web@KOJI.TEST is not in the hub's ProxyPrincipals/,
    ],
    [
      'nobody’s ticket',
      () => `[koji]\nauthtype = kerberos\nserver = ${ticketHub.url}\nserverca = ${at('koji_ca_cert.crt')}\n`,
      /there is no Kerberos ticket: run kinit/,
    ],
    [
      'a hub without a keytab',
      () =>
        `[web]\nKojiHubURL = ${hub.url}\nKojiHubCA = ${at('koji_ca_cert.crt')}\nWebPrincipal = koji/web@KOJI.TEST\nWebKeytab = ${keytabs.get('koji/web')}\n`,
      /^koji-pki: the hub takes no Kerberos tickets: AuthKeytab is not set in hub.conf$/,
    ],
  ])('explains %s', async (_title, lines, sentence) => {
    const { status, said } = await examine('client.conf', lines());
    expect(said).toMatch(sentence);
    expect([status, said.split('\n').length]).toEqual([1, 1]);
  });

  test('explains that no Kerberos server answers', async () => {
    const known = readFileSync(realm.environment.KRB5_CONFIG, 'utf8');
    const KRB5_CONFIG = save('lost.conf', known.replace(/^( *kdc) = .*/m, '$1 = 127.0.0.1:1'));
    save('kojid.conf', byTicket('compile/builder1', 'compile/builder1'));
    // The library has read its configuration in this process.
    const { stderr } = await run(process.execPath, command(), { env: { ...process.env, KRB5_CONFIG } });
    expect(stderr).toMatch(/^koji-pki: no Kerberos server answers/);
  });

  const asUser = (url: string, keytab: string) =>
    `[koji]\nauthtype = kerberos\nserver = ${url}\nserverca = ${at('koji_ca_cert.crt')}\nprincipal = ${keytab}@KOJI.TEST\nkeytab = ${keytabs.get(keytab)}\n`;
  const sentenceFor = async (lines: string) => (await examine('koji.conf', lines)).said;

  test('explains whom the hub does not know', async () => {
    expect(await sentenceFor(asUser(ticketHub.url, 'carol'))).toMatch(
      /knows no user with the principal carol@KOJI.TEST: koji edit-user --add-krb carol@KOJI.TEST NAME, or koji add-user/,
    );
    await using open = await hubWith({ AuthKeytab: hubKeytab, LoginCreatesUser: 'yes' });
    await open.database.sql(
      `insert into users (name, krb_principal, status, usertype) values ('carol', 'carol@OTHER.TEST', 0, 0)`,
    );
    expect(await sentenceFor(asUser(open.url, 'carol'))).toMatch(
      /knows user carol by another principal than carol@KOJI.TEST: koji edit-user --add-krb carol@KOJI.TEST carol$/,
    );
    await using closed = await hubWith({ AuthKeytab: hubKeytab, AllowedKrbRealms: 'OTHER.TEST' });
    expect(await sentenceFor(asUser(closed.url, 'carol'))).toMatch(/the realm KOJI.TEST is not in the hub's AllowedKrbRealms/);
  });

  test('explains a ticket that has run out', async () => {
    const cache = at('carol.ccache');
    const ticket = await run('kinit', ['-k', '-t', keytabs.get('carol')!, '-c', cache, '-l', '1s', 'carol@KOJI.TEST']);
    expect(ticket.status).toBe(0);
    await sleep(2100);
    save('kojid.conf', asUser(ticketHub.url, 'carol').replace(/principal = .*\nkeytab = .*\n/, ''));
    // In this process the library would get a new one with the keytab it has met.
    const env: NodeJS.ProcessEnv = { ...process.env, KRB5CCNAME: cache };
    delete env.KRB5_CLIENT_KTNAME;
    const { stderr } = await run(process.execPath, command(), { env });
    expect(stderr).toMatch(/^koji-pki: the Kerberos ticket has run out: run kinit\n$/);
  });

  test('explains a keytab that the hub cannot read, or that is another service’s', async () => {
    await using without = await hubWith({ AuthKeytab: at('nosuch.keytab'), ClientCA: '' });
    expect(await sentenceFor(asUser(without.url, 'carol'))).toMatch(
      /the hub cannot use its keytab \(AuthKeytab in hub.conf\): ENOENT.*nosuch.keytab/,
    );
    // The keytab is the whole process's, so this hub has that of the one above, too.
    await using wrong = await hubWith({ AuthKeytab: keytabs.get('koji/web')! });
    expect(await sentenceFor(asUser(wrong.url, 'carol'))).toMatch(
      /the hub's keytab has no key of HTTP\/127.0.0.1: the service is/,
    );
    process.env.KRB5_KTNAME = hubKeytab;
  });

  test('explains that the hub’s own key is an old one, on either side', async () => {
    await realm.keytab('HTTP/127.0.0.1', 'newer');
    expect((await examine('kojid.conf', byTicket('compile/builder1', 'compile/builder1'))).said).toMatch(
      /the hub's keytab holds an old key of HTTP\/127.0.0.1 \(its kvno does not fit the ticket\)/,
    );
    expect((await pki(directory, 'doctor', '--config', at('hub.conf'))).said).toMatch(
      /the key of HTTP\/127.0.0.1@KOJI.TEST in the keytab \S+ is not the one of Kerberos/,
    );
  });

  test('explains a Kerberos server whose clock is wrong', async (context) => {
    requireOrSkip(missingForFakeTime, context);
    const { stdout } = await run('faketime', ['-f', '+3h', 'env']);
    const preload = /^LD_PRELOAD=(.*)$/m.exec(stdout)![1]!;
    Object.assign(process.env, { LD_PRELOAD: preload, FAKETIME: '+3h' });
    await using ahead = await startRealm();
    const [service, carol] = [await ahead.keytab('HTTP/127.0.0.1'), await ahead.keytab('carol')];
    delete process.env.LD_PRELOAD;
    delete process.env.FAKETIME;
    await using late = await hubWith({ AuthKeytab: service });
    keytabs.set('carol', carol);
    save('kojid.conf', asUser(late.url, 'carol'));
    const { stderr } = await run(process.execPath, command(), { env: { ...process.env, ...ahead.environment } });
    expect(stderr).toMatch(/^koji-pki: the clocks of this machine, of the hub and of the Kerberos server are too far apart\n$/);
  });
});

/** Without the rights of root, where the tests have them. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid!() === 0;
  if (isRoot) process.seteuid!(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

function signWithMd5(): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  openssl('genrsa', '-out', 'weak-ca.key', '2048');
  openssl('req', '-x509', '-new', '-key', 'weak-ca.key', '-subj', '/CN=weak', '-md5', '-out', 'weak.crt');
  save('weak.pem', readFileSync(at('weak.crt'), 'utf8') + readFileSync(at('weak-ca.key'), 'utf8'));
}
