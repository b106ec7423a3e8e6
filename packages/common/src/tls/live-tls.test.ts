import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import https, { createServer, type Server } from 'node:https';
import { type AddressInfo, connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthority } from '../pki/authority.ts';
import { createCrl } from '../pki/crl.ts';
import { createIntermediate } from '../pki/intermediate.fixture.ts';
import { type IssuedCertificate, issueCertificate } from '../pki/issue.ts';
import { pemBundle } from '../pki/pem.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { LiveTls } from './live-tls.ts';

const root = await createAuthority({ commonName: 'root', keyKind: 'p256' });
const department = await createIntermediate(root, 'department');
const issue = (commonName: string, usage: 'server' | 'client', issuer = root, days = 30) =>
  issueCertificate(issuer, { commonName, usage, keyKind: 'p256', days, ...(usage === 'server' ? { sans: ['localhost'] } : {}) });
const emptyList = (issuer: typeof root) => createCrl(issuer, { revoked: [], number: '1' });

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let live: LiveTls;
let server: Server;
const said: string[] = [];
const note = (_facts: object, message: string) => void said.push(message);

const path = (name: string) => join(directory.path, name);
/** Replaces a file in one step, as a careful administrator does. */
async function put(name: string, content: string): Promise<void> {
  await writeFile(path(`${name}.new`), content);
  await rename(path(`${name}.new`), path(name));
}

beforeAll(async () => {
  directory = await temporaryDirectory();
  await put('server.pem', pemBundle(await issue('localhost', 'server')));
  await put('ca.pem', root.certificatePem);
  await put('crl.pem', emptyList(root) + emptyList(department));
  const named = (setting: string, name: string) => ({ setting, path: path(name) });
  const files = {
    certificate: named('TLSCertificate', 'server.pem'),
    key: named('TLSKey', 'server.pem'),
    authorities: named('ClientCA', 'ca.pem'),
    revocations: named('ClientCRL', 'crl.pem'),
  };
  live = await LiveTls.open(files, { info: note, error: note });
  server = createServer(live.serverOptions, (request, response) => {
    const socket = request.socket as TLSSocket;
    const name = socket.authorized ? socket.getPeerX509Certificate()?.subject : String(socket.authorizationError);
    response.end(`${name}${live.isOutdated(socket) ? ' outdated' : ''}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  live.follow(server);
});
afterAll(async () => {
  live.close();
  server.close();
  await directory[Symbol.asyncDispose]();
});

interface Visit {
  readonly said: string;
  readonly resumed: boolean;
  readonly serverSerial: string;
  readonly session: Buffer;
}
/** One request on a connection of its own, which goes on from a session where one is given. */
async function visit(
  client?: IssuedCertificate,
  options: https.RequestOptions & Pick<ConnectionOptions, 'session' | 'socket'> = {},
): Promise<Visit> {
  const request = https.get({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    servername: 'localhost',
    agent: false,
    ca: root.certificatePem,
    ...(client ? { cert: client.certificatePem, key: client.privateKeyPem } : {}),
    ...options,
  });
  let session: Buffer = Buffer.alloc(0);
  request.once('socket', (socket) => socket.on('session', (ticket: Buffer) => (session = ticket)));
  const [response] = await once(request, 'response');
  const socket = request.socket as TLSSocket;
  const resumed = socket.isSessionReused();
  const serverSerial = socket.getPeerX509Certificate()?.serialNumber ?? '';
  return { said: await text(response), resumed, serverSerial, session };
}

test('a client of the authority is known, of one below it too where it shows the chain', async () => {
  expect((await visit(await issue('alice', 'client'))).said).toBe('CN=alice');
  const bob = await issue('bob', 'client', department);
  expect((await visit({ ...bob, certificatePem: bob.certificatePem + department.certificatePem })).said).toBe('CN=bob');
  expect((await visit(bob)).said).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
});

test('a stranger gets in without a name', async () => {
  expect((await visit()).said).toBe('UNABLE_TO_GET_ISSUER_CERT');
  const impostor = await createAuthority({ commonName: 'root', keyKind: 'p256' });
  expect((await visit(await issue('alice', 'client', impostor))).said).not.toContain('alice');
  expect((await visit(await issue('localhost', 'server'))).said).toBe('INVALID_PURPOSE');
});

test('nothing older than TLS 1.2 is spoken', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await expect(visit(undefined, old)).rejects.toThrow(/protocol version/);
  expect((await visit(await issue('alice', 'client'), { maxVersion: 'TLSv1.2' })).said).toBe('CN=alice');
});

test('a connection keeps the certificate it was opened with', async () => {
  const alice = await issue('alice', 'client');
  const client = { cert: alice.certificatePem, key: alice.privateKeyPem, ca: root.certificatePem };
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', maxVersion: 'TLSv1.2', ...client });
  await once(socket, 'secureConnect');
  const second = new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.renegotiate({}, resolve);
  });
  await expect(second).rejects.toMatchObject({ code: 'ERR_SSL_NO_RENEGOTIATION' });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a resumed session (%s) is the same client, as good or bad as it was',
  async (maxVersion) => {
    const alice = await issue('alice', 'client');
    const first = await visit(alice, { maxVersion });
    expect(await visit(alice, { maxVersion, session: first.session })).toMatchObject({ said: 'CN=alice', resumed: true });
    const mallory = await issue('alice', 'client', await createAuthority({ commonName: 'other', keyKind: 'p256' }));
    const refused = await visit(mallory, { maxVersion });
    expect((await visit(mallory, { maxVersion, session: refused.session })).said).not.toContain('CN=alice');
  },
);

test('a revocation holds at once: for new connections, resumed ones and those that are open', async () => {
  const alice = await issue('alice', 'client');
  const { session } = await visit(alice);
  const port = (server.address() as AddressInfo).port;
  const tls = { ca: root.certificatePem, cert: alice.certificatePem, key: alice.privateKeyPem, servername: 'localhost' };
  const idle = connect({ port, host: '127.0.0.1', ...tls });
  await once(idle, 'secureConnect');
  idle.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [answer] = await once(idle, 'data');
  expect(String(answer)).toMatch(/CN=alice/);
  const busy = connect({ port, host: '127.0.0.1', ...tls });
  await once(busy, 'secureConnect');
  busy.write('GET / HTTP/1.1\r\n');
  await expect.poll(() => busy.bytesWritten).toBeGreaterThan(0);

  const revoked = [{ serial: alice.certificate.serial, at: new Date() }];
  await put('crl.pem', createCrl(root, { revoked, number: '2' }) + emptyList(department));
  const closed = once(idle, 'close');
  await live.reload();
  idle.resume();
  await closed;
  expect((await visit(alice)).said).toBe('CERT_REVOKED');
  expect(await visit(alice, { session })).toMatchObject({ said: 'CERT_REVOKED', resumed: false });
  busy.end('Host: x\r\nConnection: close\r\n\r\n');
  expect(await text(busy).catch(() => '')).not.toMatch(/CN=alice$/);
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a revocation holds for those who connect before it and shake hands (%s) after it',
  async (maxVersion) => {
    const alice = await issue('alice', 'client');
    const raw = connectPlain({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
    await once(server, 'connection');
    const revoked = [{ serial: alice.certificate.serial, at: new Date() }];
    await put('crl.pem', createCrl(root, { revoked, number: '3' }) + emptyList(department));
    await live.reload();
    expect((await visit(alice, { socket: raw, maxVersion })).said).toMatch(/connect anew outdated$/);
  },
);

test('a renewed certificate and a new authority are taken up by themselves when the files change', async () => {
  const renewed = await issue('localhost', 'server');
  await put('server.pem', pemBundle(renewed));
  const second = await createAuthority({ commonName: 'second', keyKind: 'p256' });
  await put('ca.pem', root.certificatePem + second.certificatePem);
  await put('crl.pem', emptyList(root) + emptyList(department) + emptyList(second));
  const carol = await issue('carol', 'client', second);
  await expect.poll(async () => (await visit(carol)).said, { timeout: 25_000, interval: 200 }).toBe('CN=carol');
  expect((await visit(carol)).serverSerial).toBe(renewed.certificate.serial);
});

test('settings are named whose files do not fit together', async () => {
  await put('other.pem', (await issue('localhost', 'server')).privateKeyPem);
  const files = {
    certificate: { setting: 'TLSCertificate', path: path('server.pem') },
    key: { setting: 'TLSKey', path: path('other.pem') },
  };
  await expect(LiveTls.open(files, { info: note, error: note })).rejects.toThrow(
    `TLSCertificate = ${path('server.pem')}, TLSKey = ${path('other.pem')}: `,
  );
});

test('what changes before a server is followed is taken up as well', async () => {
  const file = { setting: 'TLSCertificate', path: path('early.pem') };
  await put('early.pem', pemBundle(await issue('localhost', 'server')));
  said.length = 0;
  const early = await LiveTls.open({ certificate: file, key: file }, { info: note, error: note });
  const own = createServer(early.serverOptions).listen(0, '127.0.0.1');
  await once(own, 'listening');
  const renewed = await issue('localhost', 'server');
  await put('early.pem', pemBundle(renewed));
  early.follow(own);
  await expect.poll(() => said).toContain('the changed certificates are in use');
  const socket = connect({ port: (own.address() as AddressInfo).port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  expect(socket.getPeerX509Certificate()?.serialNumber).toBe(renewed.certificate.serial);
  socket.destroy();
  early.close();
  own.close();
});

test.each([
  ['a certificate without its key', 'server.pem', async () => (await issue('localhost', 'server')).certificatePem],
  ['half a file', 'server.pem', async () => pemBundle(await issue('localhost', 'server')).slice(0, 300)],
  ['an empty list', 'crl.pem', async () => ''],
])('%s is not taken up', async (_what, name, content) => {
  const before = await visit();
  await put(name, await content());
  said.length = 0;
  await live.reload();
  expect(said).toEqual(['the changed certificates cannot be used, the former stay in use']);
  expect((await visit()).serverSerial).toBe(before.serverSerial);
});
