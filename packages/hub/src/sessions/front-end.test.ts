import { AUTHTYPES } from '@koji/common/types/states';
import { withKeywords } from '@koji/common/wire/keywords';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';
import { type Credentials, type RawHeaders, rawClient, under } from '../testing/raw-client.fixture.ts';

/** A hub that takes this test for its front end, so that identities are headers. */
let hub: TestHub;
beforeAll(async () => {
  hub = await startHub({
    settings: {
      Listen: 'http://127.0.0.1:0',
      TrustedProxies: '127.0.0.1',
      ProxyDNs: '/C=AT/O=Example Org/CN=web||CN=web2,O=Example Org,C=AT',
      ProxyPrincipals: 'koji/web@KOJI.TEST, ,koji/web2@KOJI.TEST',
      AllowedKrbRealms: 'KOJI.TEST,PARTNER.TEST',
    },
  });
  await hub.database.sql(`
    insert into users (name, status, usertype, password) values
      ('alice', 0, 0, 'opensesame'), ('bob', 0, 0, null), ('carol', 0, 0, 'hers'), ('dave', 1, 0, 'blocked'), ('erin', 0, 0, null);
    insert into user_krb_principals (user_id, krb_principal) select id, 'alice@KOJI.TEST' from users where name = 'alice'`);
});
afterAll(() => hub[Symbol.asyncDispose]());

type Call = ReturnType<typeof rawClient>;
const call: Call = (...request) =>
  rawClient(hub.url, { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '10.0.0.1' })(...request);
const logIn = async (identity: RawHeaders, named: WireStruct = {}) =>
  (await call('sslLogin', withKeywords([], named), identity, { path: '/ssllogin' })) as unknown as Credentials;
const logInByPassword = async (params: WireValue[], headers: RawHeaders = {}) =>
  (await call('login', params, headers)) as unknown as Credentials;
const userOf = async (session: Credentials, headers: RawHeaders = {}) =>
  (await call('getLoggedInUser', [], { ...under(session), ...headers })) as WireStruct;
const certificate = (subject: string, verify = 'SUCCESS'): RawHeaders => ({
  'X-SSL-Client-Verify': verify,
  'X-SSL-Client-S-DN': subject,
});
const principal = (name: string): RawHeaders => ({ 'X-Remote-User': name });

test('a verified certificate and a principal are believed, the principal before the certificate', async () => {
  expect(await userOf(await logIn(certificate('/C=AT/O=Example Org/CN=bob')))).toMatchObject({
    name: 'bob',
    authtype: AUTHTYPES.SSL,
  });
  expect(await userOf(await logIn(certificate('CN=bob,O=Example Org,C=AT')))).toMatchObject({ name: 'bob' });
  expect(await userOf(await logIn({ ...certificate('/CN=bob'), ...principal('alice@KOJI.TEST') }))).toMatchObject({
    name: 'alice',
    authtype: AUTHTYPES.GSSAPI,
  });
});

test.each(['NONE', 'FAILED:self signed certificate', 'GENEROUS', 'success', ''])(
  'one verified as "%s" is not',
  async (verify) => {
    const message = expect.stringMatching(/^could not verify client/);
    await expect(logIn(certificate('/CN=bob', verify))).rejects.toMatchObject({ faultCode: 1002, message });
  },
);
test('blanks around a header, which HTTP takes away, make no difference', async () => {
  await expect(logIn(certificate('/CN=bob', ' SUCCESS'))).resolves.toBeDefined();
});

test.each([
  '/C=AT/O=Example Org/CN=web',
  'CN=web,O=Example Org,C=AT',
  'C=AT,O=Example Org,CN=web2',
  '/C=AT/O=Example Org/CN=web2',
])('a proxy listed in ProxyDNs may act for others: %s', async (subject) => {
  expect(await userOf(await logIn(certificate(subject), { proxyuser: 'bob' }))).toMatchObject({
    name: 'bob',
    authtype: AUTHTYPES.SSL,
  });
});

test.each([
  '/C=AT/O=Example Org/CN=WEB',
  '/C=AT/O=Example Org/CN=web ',
  '/C=AT/O=Example Org/CN=we',
  '/C=AT/O=Example Org/CN=web/CN=x',
  '/C=AT/O=Example Org/OU=x/CN=web',
  '/O=Example Org/CN=web',
  '/C=AT/O=Example Org|/CN=web',
  '/CN=/C=AT/O=Example Org/CN=web',
  'CN=web,C=AT,O=Example Org',
  'CN=C=AT/O=Example Org/CN=web',
  '/CN=|',
])('nothing else may: %s', async (subject) => {
  // Blanks at the end of a header are not part of it.
  const given = subject.endsWith(' ') ? `${subject}\\20` : subject;
  await expect(logIn(certificate(given), { proxyuser: 'bob' })).rejects.toMatchObject({ faultCode: 1002 });
});

test.each(['koji/web@KOJI.TEST', 'koji/web2@KOJI.TEST'])(
  'a proxy listed in ProxyPrincipals may act for others: %s',
  async (name) => {
    expect(await userOf(await logIn(principal(name), { proxyuser: 'alice@KOJI.TEST' }))).toMatchObject({ name: 'alice' });
  },
);
test.each([
  'koji/web',
  'koji/web@PARTNER.TEST',
  'koji/WEB@KOJI.TEST',
  'koji/web@KOJI.TEST,koji/web2@KOJI.TEST',
  'oji/web@KOJI.TEST',
  'koji/web@KOJI.TEST@KOJI.TEST',
  'alice@KOJI.TEST',
  ',',
])('nobody else may: %s', async (name) => {
  await expect(logIn(principal(name), { proxyuser: 'kojiadmin' })).rejects.toMatchObject({ faultCode: 1002 });
});
test('a listed principal’s name in a certificate is no listed subject, and the other way round', async () => {
  await expect(logIn(certificate('/CN=koji\\/web@KOJI.TEST'), { proxyuser: 'bob' })).rejects.toMatchObject({ faultCode: 1002 });
  await expect(logIn(principal('/C=AT/O=Example Org/CN=web'), { proxyuser: 'bob' })).rejects.toMatchObject({ faultCode: 1002 });
});

test('a proxy does not choose how its user is said to have logged in', async () => {
  const web = certificate('/C=AT/O=Example Org/CN=web');
  await expect(logIn(web, { proxyuser: 'alice@KOJI.TEST', proxyauthtype: AUTHTYPES.GSSAPI })).rejects.toMatchObject({
    message: expect.stringMatching(/AllowProxyAuthType/),
  });
  for (const proxyauthtype of [AUTHTYPES.NORMAL, AUTHTYPES.KERBEROS, 99, 'GSSAPI', true])
    await expect(logIn(web, { proxyuser: 'bob', proxyauthtype })).rejects.toMatchObject({ faultCode: 1002 });
  expect(await userOf(await logIn(web, { proxyuser: 'bob', proxyauthtype: AUTHTYPES.SSL }))).toMatchObject({ name: 'bob' });
});

test('a realm gives nobody the account of another realm', async () => {
  await expect(logIn(principal('alice@PARTNER.TEST'))).rejects.toMatchObject({
    message: 'user alice is known under another Kerberos principal',
  });
  await expect(logIn(principal('kojiadmin@ELSEWHERE.TEST'))).rejects.toMatchObject({
    message: 'Kerberos realm ELSEWHERE.TEST is not allowed',
  });
  // One part of the name looks like an allowed realm.
  await expect(logIn(principal('kojiadmin@ELSEWHERE.TEST\\@KOJI.TEST'))).rejects.toMatchObject({ message: /is not allowed$/ });
  await expect(logIn(principal('kojiadmin\\@KOJI.TEST@ELSEWHERE.TEST'))).rejects.toMatchObject({ message: /is not allowed$/ });
  await expect(logIn(principal('kojiadmin@'))).rejects.toMatchObject({ faultCode: 1002 });
});

test('where every realm is allowed, only one that hub.conf names gives accounts that exist', async () => {
  const settings = { Listen: 'http://127.0.0.1:0', TrustedProxies: '127.0.0.1', HostPrincipalFormat: 'compile/%s@KOJI.TEST' };
  await using open = await startHub({ settings });
  const visit = (name: string) => rawClient(open.url)('sslLogin', [], principal(name), { path: '/ssllogin' });
  for (const realm of ['ELSEWHERE.TEST', '*'])
    await expect(visit(`kojiadmin@${realm}`)).rejects.toMatchObject({
      faultCode: 1002,
      message: expect.stringContaining(`kojiadmin@${realm} is not yet known as user kojiadmin`),
    });
  expect(await visit('stranger@ELSEWHERE.TEST')).toHaveProperty('session-id');
  expect(await visit('kojiadmin@KOJI.TEST')).toHaveProperty('session-id');
  await expect(visit('kojiadmin@ELSEWHERE.TEST')).rejects.toMatchObject({ message: /known under another Kerberos principal/ });
});

test('the first principal of a user comes from a realm that is listed, later ones from an administrator', async () => {
  expect(await userOf(await logIn(principal('erin@PARTNER.TEST')))).toMatchObject({
    name: 'erin',
    krb_principals: ['erin@PARTNER.TEST'],
  });
  await expect(logIn(principal('erin@KOJI.TEST'))).rejects.toMatchObject({ message: /another Kerberos principal/ });
});

test('first logins at the same time make one user, and one realm its owner', async () => {
  const sessions = await Promise.all(Array.from({ length: 10 }, () => logIn(certificate('/CN=frank'))));
  expect(new Set(await Promise.all(sessions.map(async (session) => (await userOf(session)).id))).size).toBe(1);
  const realms = ['KOJI.TEST', 'PARTNER.TEST', 'KOJI.TEST', 'PARTNER.TEST', 'KOJI.TEST', 'PARTNER.TEST'];
  const tried = await Promise.allSettled(realms.map((realm) => logIn(principal(`grace@${realm}`))));
  expect(tried.map(({ status }) => status).filter((status) => status === 'fulfilled')).toHaveLength(3);
  for (const each of tried)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ message: /known under another Kerberos principal/ });
});

test('a group is nobody who could log in', async () => {
  await hub.database.sql("insert into users (name, status, usertype) values ('packagers', 0, 2)");
  for (const identity of [certificate('/CN=packagers'), principal('packagers@KOJI.TEST')])
    await expect(logIn(identity)).rejects.toMatchObject({ message: 'packagers is a group, which cannot log in' });
  expect(await hub.database.sql("select from user_krb_principals where krb_principal like 'packagers%'")).toEqual([]);
});

test.each(['no spaces', 'a;b', 'x'.repeat(257), 'naïve'])(
  'nobody is made at login whose name breaks the rules: %.20s',
  async (name) => {
    await expect(logIn(certificate(`/O=Example Org/CN=${Buffer.from(name).toString('latin1')}`))).rejects.toMatchObject({
      faultCode: 1000,
    });
    expect(await hub.database.sql(`select from users where name = '${name}'`)).toEqual([]);
  },
);

test('a blocked user is refused at login, and at the next call', async () => {
  await expect(logIn(certificate('/CN=dave'))).rejects.toMatchObject({ message: 'logins by dave are not allowed' });
  await expect(logInByPassword(['dave', 'blocked'])).rejects.toMatchObject({ message: 'logins by dave are not allowed' });
  const session = await logIn(certificate('/CN=bob'));
  await hub.database.sql("update users set status = 1 where name = 'bob'");
  await expect(userOf(session)).rejects.toMatchObject({ faultCode: 1002, message: 'logins by bob are not allowed' });
  await hub.database.sql("update users set status = 0 where name = 'bob'");
});

test('a session belongs to the address that the front end names last, whatever the client says', async () => {
  const session = await logInByPassword(['alice', 'opensesame', { hostip: '10.0.0.9' }]);
  expect(await hub.database.sql(`select hostip from sessions where id = ${session['session-id']}`)).toEqual([
    { hostip: '10.0.0.1' },
  ]);
  expect(await userOf(session)).toMatchObject({ name: 'alice' });
  expect(await userOf(session, { 'X-Forwarded-For': '10.0.0.9, 10.0.0.1' })).toMatchObject({ name: 'alice' });
  for (const forwarded of ['10.0.0.9', '10.0.0.1, 10.0.0.9', '10.0.0.1,'])
    await expect(userOf(session, { 'X-Forwarded-For': forwarded })).rejects.toMatchObject({ faultCode: 1002 });
});

test('a password put in clear into the table is hashed when it is first used, and stays good', async () => {
  await logInByPassword(['carol', 'hers']);
  const [row] = await hub.database.sql("select password from users where name = 'carol'");
  expect(row?.password).toMatch(/^scrypt\$[\w+/=]{24}\$[\w+/=]{44}$/);
  expect(await userOf(await logInByPassword(['carol', 'hers']))).toMatchObject({ name: 'carol', authtype: AUTHTYPES.NORMAL });
  await expect(logInByPassword(['carol', String(row?.password)])).rejects.toMatchObject({ faultCode: 1002 });
});

test.each<[string, WireValue[]]>([
  ['nobody', ['nobody', 'x']],
  ['no password', ['bob', '']],
  ['one who has none', ['bob', 'null']],
  ['a password that is no text', ['bob', 7]],
  ['a name that is no text', [['alice'], 'opensesame']],
])('a password login of %s is refused alike', async (_what, params) => {
  await expect(logInByPassword(params)).rejects.toMatchObject({ faultCode: 1002, message: 'invalid username or password' });
});

test('passwords do not travel in clear', async () => {
  const plain = { 'X-Forwarded-Proto': 'http' };
  await expect(logInByPassword(['alice', 'opensesame'], plain)).rejects.toMatchObject({
    message: 'password logins need an encrypted connection',
  });
});

test('who guesses passwords is slowed down, all at once or one by one, and the user elsewhere is not', async () => {
  const guesses = await Promise.allSettled(Array.from({ length: 30 }, (_, n) => logInByPassword(['alice', `guess ${n}`])));
  const messages = guesses.map((guess) => (guess.status === 'rejected' ? String(guess.reason.message) : 'let in'));
  expect(messages.filter((message) => message === 'invalid username or password').length).toBeLessThanOrEqual(10);
  await expect(logInByPassword(['alice', 'opensesame'])).rejects.toMatchObject({ message: /too many failed logins/ });
  expect(await logInByPassword(['alice', 'opensesame'], { 'X-Forwarded-For': '10.0.0.2' })).toHaveProperty('session-id');
});
