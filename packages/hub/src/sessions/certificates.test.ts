import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connectHub, HubSession } from '@koji/common/client/hub-client';
import { createAuthority } from '@koji/common/pki/authority';
import { createCrl } from '@koji/common/pki/crl';
import { createIntermediate } from '@koji/common/pki/intermediate.fixture';
import { type IssueOptions, issueCertificate } from '@koji/common/pki/issue';
import { pemBundle } from '@koji/common/pki/pem';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { AUTHTYPES } from '@koji/common/types/states';
import { encodeCall } from '@koji/common/wire/encode';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { HubApi } from '../api.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

const root = await createAuthority({ commonName: 'root', keyKind: 'p256' });
const department = await createIntermediate(root, 'department');
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let hub: TestHub;

const path = (name: string) => join(directory.path, name);
async function put(name: string, content: string): Promise<string> {
  await writeFile(path(`${name}.new`), content);
  await rename(path(`${name}.new`), path(name));
  return path(name);
}
const lists = (revoked: readonly string[], number: string) =>
  createCrl(root, { revoked: revoked.map((serial) => ({ serial, at: new Date() })), number }) +
  createCrl(department, { revoked: [], number });

beforeAll(async () => {
  directory = await temporaryDirectory();
  const server = await issueCertificate(root, { commonName: '127.0.0.1', sans: ['127.0.0.1'], usage: 'server', keyKind: 'p256' });
  hub = await startHub({
    settings: {
      TLSCertificate: await put('server.crt', server.certificatePem),
      TLSKey: await put('server.key', server.privateKeyPem),
      ClientCA: await put('ca.crt', root.certificatePem),
      ClientCRL: await put('crl.pem', lists([], '1')),
      AllowPasswordLogin: 'off',
      DisableURLSessions: 'yes',
      DNUsernameComponent: 'emailAddress',
      ProxyDNs: '/C=AT/O=Example, Org/CN=web/emailAddress=web@example.com',
    },
  });
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

async function certificate(mail: string, options: Partial<IssueOptions> = {}, issuer = root) {
  const subject = [
    { type: 'C', value: 'AT' },
    { type: 'O', value: 'Example, Org' },
    { type: 'emailAddress', value: mail },
  ];
  return issueCertificate(issuer, { commonName: 'web', subject, usage: 'client', keyKind: 'p256', ...options });
}
async function logIn(pem: string, proxyuser?: string) {
  const tls = { cert: await put('client.pem', pem), serverca: path('ca.crt') };
  return connectHub<HubApi>({ server: hub.url, auth: { kind: 'certificate', proxyuser }, tls, maxRetries: 1 });
}
async function nameOf(pem: string, proxyuser?: string) {
  const session = await logIn(pem, proxyuser);
  const user = await session.hub.getLoggedInUser();
  await session.logout();
  return user;
}

test('the user is the part of the subject that DNUsernameComponent names', async () => {
  expect(await nameOf(pemBundle(await certificate('alice@example.com')))).toMatchObject({
    name: 'alice@example.com',
    authtype: AUTHTYPES.SSL,
  });
  const nameless = await issueCertificate(root, { commonName: 'web', usage: 'client', keyKind: 'p256' });
  await expect(logIn(pemBundle(nameless))).rejects.toMatchObject({
    message: 'unable to get user information (emailAddress) from client certificate /CN=web',
  });
});

test('a certificate of an authority below the hub’s is good with the chain', async () => {
  const bob = await certificate('bob@example.com', {}, department);
  expect(await nameOf(pemBundle(bob) + department.certificatePem)).toMatchObject({ name: 'bob@example.com' });
});

test('the whole subject counts for ProxyDNs', async () => {
  expect(await nameOf(pemBundle(await certificate('web@example.com')), 'alice@example.com')).toMatchObject({
    name: 'alice@example.com',
  });
  await expect(logIn(pemBundle(await certificate('eve@example.com')), 'alice@example.com')).rejects.toMatchObject({
    message: '/C=AT/O=Example, Org/CN=web/emailAddress=eve@example.com is not authorized to log in other users',
  });
});

test('what is wrong with a certificate is said to who has it', async () => {
  const lastYear = new Date(Date.now() - 400 * 86_400_000);
  const expired = await certificate('alice@example.com', { from: lastYear, days: 30 });
  await expect(logIn(pemBundle(expired))).rejects.toMatchObject({ faultCode: 1002, message: /CERT_HAS_EXPIRED$/ });
  const foreign = await certificate('alice@example.com', {}, await createAuthority({ commonName: 'root', keyKind: 'p256' }));
  await expect(logIn(pemBundle(foreign))).rejects.toMatchObject({ faultCode: 1002 });
});

test('the end of a client’s certificate is in the log before it comes, once a day', async () => {
  const warn = vi.spyOn(hub.open.services.log, 'warn');
  const soon = pemBundle(await certificate('soon@example.com', { days: 10 }));
  for (const _again of [1, 2]) await nameOf(soon);
  await nameOf(pemBundle(await certificate('later@example.com', { days: 100 })));
  expect(warn.mock.calls.filter(([, message]) => message === 'the certificate of a client expires soon')).toEqual([
    [{ subject: '/C=AT/O=Example, Org/CN=web/emailAddress=soon@example.com', days: 9 }, expect.any(String)],
  ]);
});

test('a revocation is heeded while the hub runs, and only sessions that are open stay', async () => {
  const carol = await certificate('carol@example.com');
  const session = await logIn(pemBundle(carol));
  const { certificatePem: cert, privateKeyPem: key } = carol;
  const agent = new Agent({ keepAlive: true, maxSockets: 1, cert, key, ca: root.certificatePem });
  const taken = { connection: 'keep-alive', text: expect.stringMatching(/session-key/) };
  expect(await answerTo(loginOver(agent))).toEqual(taken);
  const late = loginOver(agent);
  late.flushHeaders();
  await put('crl.pem', lists([carol.certificate.serial], '2'));
  await expect
    .poll(() => logIn(pemBundle(carol)).then(() => 'let in', String), { timeout: 25_000, interval: 300 })
    .toMatch(/AuthError: could not verify client: the certificate .* is not good: CERT_REVOKED/);
  expect(await session.hub.getLoggedInUser()).toMatchObject({ name: 'carol@example.com' });
  session.close();
  // One that had begun when the list changed, over a connection whose client was checked by the former.
  expect(late.reusedSocket).toBe(true);
  const refused = { connection: 'close', text: expect.stringMatching(/has changed, connect anew/) };
  expect(await answerTo(late)).toEqual(refused);
  agent.destroy();
});

function loginOver(agent: Agent): ClientRequest {
  return request(`${hub.url}/ssllogin`, { agent, method: 'POST', headers: { 'Content-Type': 'text/xml' } });
}
async function answerTo(login: ClientRequest) {
  login.end(encodeCall('sslLogin', []));
  const [answer] = (await once(login, 'response')) as [IncomingMessage];
  return { connection: answer.headers.connection, text: await text(answer) };
}

test('passwords and sessions in the address can be switched off', async () => {
  await hub.database.sql("insert into users (name, status, usertype, password) values ('dave', 0, 0, 'opensesame')");
  const tls = { serverca: path('ca.crt') };
  const auth = { kind: 'password', user: 'dave', password: 'opensesame' } as const;
  await expect(connectHub<HubApi>({ server: hub.url, auth, tls, maxRetries: 1 })).rejects.toMatchObject({
    message: 'password logins are switched off on this hub (AllowPasswordLogin)',
  });
  const session = await logIn(pemBundle(await certificate('alice@example.com')));
  const { id, key } = session.state!;
  const other = new HubSession<HubApi>({ server: hub.url, tls });
  other.resume({ id, key, callnum: 0, headerAuth: false });
  expect(await other.hub.getLoggedInUser()).toBeNull();
  other.resume({ id, key, callnum: 0, headerAuth: true });
  expect(await other.hub.getLoggedInUser()).toMatchObject({ name: 'alice@example.com' });
  other.close();
  session.close();
});
