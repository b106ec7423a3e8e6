import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import zlib from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { AuthError, AuthExpired, GenericError, ServerOffline } from '../errors.ts';
import { createAuthority } from '../pki/authority.ts';
import { issueCertificate } from '../pki/issue.ts';
import { pemBundle } from '../pki/pem.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { encodeResponse } from '../wire/encode.ts';
import { HubSession, type SessionOptions, structValue, TransportError } from './hub-client.ts';
import { type RecordedRequest, startRecordingServer } from './recording-server.fixture.ts';
import type { DeclaredMethod } from './typed-hub.ts';

type Param<Name extends string, T, Required extends boolean> = {
  name: Name;
  shape: { read(value: never, parameter: string): T };
  required: Required;
};
type Declared<Params extends DeclaredMethod['params']> = { name: string; params: Params; run(): unknown };
interface Api {
  getTag: Declared<[Param<'tag', string | number, true>, Param<'strict', boolean, false>]>;
  'host.initBuild': Declared<[Param<'data', object, true>]>;
  'repo.get': Declared<[Param<'tag', string, true>, Param<'opts', object | undefined, false>]>;
}
const password = { kind: 'password', user: 'alice', password: 'secret' } as const;
const logIn = { 'session-id': 7, 'session-key': '1-abc', 'header-auth': true };
/** Answers logins, and everything else as told. */
function hub(
  answer: (request: RecordedRequest) => ReturnType<Parameters<typeof startRecordingServer>[0]>,
  session: object = logIn,
) {
  return startRecordingServer((request) => (/login$/i.test(request.method) ? (session as typeof logIn) : answer(request)));
}

const opened: HubSession<Api>[] = [];
afterEach(() => {
  for (const session of opened.splice(0)) session.close();
});
function open(server: { readonly url: string }, options: Partial<SessionOptions> = {}): HubSession<Api> {
  const session = new HubSession<Api>({ server: server.url, retryIntervalMs: 1, offlineRetryIntervalMs: 1, ...options });
  opened.push(session);
  return session;
}
const number = (request: RecordedRequest | undefined) => request?.headers['koji-session-callnum'];

describe('a session', () => {
  test('is named in headers, with call numbers that count from nought', async () => {
    await using server = await hub(() => 1);
    const session = open(server, { auth: password });
    await session.login();
    await session.call('getAPIVersion');
    await session.call('getTag', ['f42'], { strict: true });
    const [first, second, third] = server.requests;
    expect(first).toMatchObject({ path: '/kojihub', method: 'login', params: ['alice', 'secret'] });
    expect(first?.headers).not.toHaveProperty('koji-session-id');
    expect(second?.headers).toMatchObject({
      'koji-session-id': '7',
      'koji-session-key': '1-abc',
      'koji-session-callnum': '0',
      'user-agent': 'koji/1',
      'content-type': 'text/xml',
    });
    expect(third).toMatchObject({ method: 'getTag', params: ['f42', { strict: true, __starstar: true }] });
    expect(number(third)).toBe('1');
  });

  test('is named in the address towards hubs that do not know the headers', async () => {
    await using server = await hub(() => 1, { 'session-id': 7, 'session-key': '1-abc' });
    const session = open(server, { auth: password });
    await session.login();
    await session.call('getAPIVersion');
    expect(Object.fromEntries(server.requests[1]?.query ?? [])).toEqual({
      'session-id': '7',
      'session-key': '1-abc',
      callnum: '0',
    });
    expect(server.requests[1]?.headers).not.toHaveProperty('koji-session-id');
  });

  test('is opened by certificate at /ssllogin, over a connection that proves both sides', async () => {
    await using directory = await temporaryDirectory();
    const authority = await createAuthority({ commonName: 'CA', keyKind: 'p256' });
    const issue = (commonName: string, usage: 'server' | 'client') =>
      issueCertificate(authority, { commonName, usage, keyKind: 'p256', ...(usage === 'server' ? { sans: ['127.0.0.1'] } : {}) });
    const [own, client] = [await issue('127.0.0.1', 'server'), await issue('alice', 'client')];
    const [serverca, cert] = [join(directory.path, 'ca.crt'), join(directory.path, 'alice.pem')];
    await writeFile(serverca, authority.certificatePem);
    await writeFile(cert, pemBundle(client));
    const tls = {
      cert: own.certificatePem,
      key: own.privateKeyPem,
      ca: authority.certificatePem,
      requestCert: true,
      rejectUnauthorized: true,
    };
    await using server = await startRecordingServer(() => logIn, tls);
    // Logins by certificate go over https whatever the configuration says.
    const session = open(
      { url: server.url.replace('https:', 'http:') },
      { auth: { kind: 'certificate', proxyuser: 'bob', proxyauthtype: 3 }, tls: { cert, serverca } },
    );
    await session.login();
    expect(server.requests).toMatchObject([
      { path: '/kojihub/ssllogin', method: 'sslLogin', params: [{ proxyuser: 'bob', proxyauthtype: 3, __starstar: true }] },
    ]);
    await expect(open(server, { auth: { kind: 'certificate' }, tls: { cert } }).login()).rejects.toThrow(/certificate/);
    await expect(open(server, { auth: { kind: 'certificate' }, tls: { serverca } }).login()).rejects.toThrow();
    expect(server.requests).toHaveLength(1);
  });

  test('can be handed to another process, which goes on with its numbers', async () => {
    await using server = await hub(() => 1);
    const session = open(server, { auth: password });
    await session.login();
    await session.call('getAPIVersion');
    const heir = open(server);
    heir.resume(session.state ?? expect.fail('no session'));
    session.forget();
    await heir.call('getAPIVersion');
    expect(number(server.requests[2])).toBe('1');
    expect(session.loggedIn).toBe(false);
  });

  test('makes one call at a time, in order', async () => {
    let running = 0;
    await using server = await hub(async ({ params }) => {
      if (++running > 1) return new GenericError('two at once');
      await sleep(5);
      running--;
      return params[0] ?? null;
    });
    const session = open(server, { auth: password });
    await session.login();
    const answers = await Promise.all([1, 2, 3, 4].map((value) => session.call('echo', [value])));
    expect(answers).toEqual([1, 2, 3, 4]);
    expect(server.requests.slice(1).map(number)).toEqual(['0', '1', '2', '3']);
  });
});

describe('a call that got no answer', () => {
  test('is repeated with the same number and the same bytes', async () => {
    let attempts = 0;
    await using server = await hub(() => {
      attempts++;
      if (attempts === 1) return (response) => void response.socket?.destroy();
      if (attempts === 2) return (response) => void response.writeHead(503).end('busy');
      if (attempts === 3) return (response) => void response.end('<methodResponse><params><param>');
      if (attempts === 4) {
        return (response) => {
          response.writeHead(200, { 'Content-Length': 5000 }).write('<?xml');
          setTimeout(() => response.socket?.resetAndDestroy(), 50);
        };
      }
      return 'made';
    });
    const session = open(server, { auth: password });
    await session.login();
    expect(await session.call('createTag', ['t'])).toBe('made');
    const tries = server.requests.slice(1);
    // A dropped kept-alive connection is tried anew at once, so there may be one more.
    expect(tries.length).toBeGreaterThanOrEqual(5);
    expect(new Set(tries.map(number))).toEqual(new Set(['0']));
    expect(new Set(tries.map(({ body }) => body.toString())).size).toBe(1);
    await session.call('getTag', ['t']);
    expect(number(server.requests.at(-1))).toBe('1');
  });

  test('is given up after maxRetries', async () => {
    await using server = await hub(() => (response) => void response.writeHead(502).end());
    const session = open(server, { auth: password, maxRetries: 3 });
    await session.login();
    await expect(session.call('getTag', ['t'])).rejects.toThrow(TransportError);
    expect(server.requests).toHaveLength(4);
  });

  test('is not repeated without a session, unless asked for', async () => {
    let attempts = 0;
    await using server = await startRecordingServer(() =>
      ++attempts % 2 ? (response) => void response.writeHead(502).end() : 1,
    );
    await expect(open(server).call('getAPIVersion')).rejects.toThrow(/HTTP 502/);
    attempts = 0;
    expect(await open(server, { anonRetry: true }).call('getAPIVersion')).toBe(1);
  });

  test('is no fault: those are thrown at once, as the error of their code', async () => {
    await using server = await hub(() => new AuthError('no'));
    const session = open(server, { auth: password });
    await session.login();
    await expect(session.call('getTag', ['t'])).rejects.toThrow(AuthError);
    expect(server.requests).toHaveLength(2);
  });

  test('ends with the signal', async () => {
    const stop = new AbortController();
    await using server = await hub(() => (response) => void response.writeHead(502).end());
    const session = open(server, { auth: password, retryIntervalMs: 60_000, signal: stop.signal });
    await session.login();
    setTimeout(() => stop.abort(), 30);
    await expect(session.call('getTag', ['t'])).rejects.toThrow(/abort/i);
  });
});

test('an offline hub is waited for where that is wanted', async () => {
  let offline = 3;
  await using server = await hub(() => (offline-- > 0 ? new ServerOffline('maintenance') : 1));
  const session = open(server, { auth: password, offlineRetry: true, maxRetries: 1 });
  await session.login();
  expect(await session.call('getAPIVersion')).toBe(1);
  offline = 1;
  const impatient = open(server, { auth: password });
  await impatient.login();
  await expect(impatient.call('getAPIVersion')).rejects.toThrow(ServerOffline);
});

describe('an expired session', () => {
  test('is renewed under its old key and the call made again', async () => {
    let expired = true;
    await using server = await startRecordingServer(({ method, params }) => {
      if (method === 'login') {
        const isRenewal = params.length === 3;
        if (isRenewal) expired = false;
        return isRenewal ? { ...logIn, 'session-key': '1-new' } : logIn;
      }
      if (method === 'exclusiveSession') return null;
      return expired ? new AuthExpired('session expired') : 'answer';
    });
    const session = open(server, { auth: password });
    await session.login();
    await session.exclusiveSession();
    expect(await session.call('getTag', ['t'])).toBe('answer');
    const [, , expiredCall, renewal, again] = server.requests;
    expect(number(expiredCall)).toBe('1');
    expect(renewal).toMatchObject({
      method: 'login',
      params: ['alice', 'secret', { renew: true, exclusive: true, __starstar: true }],
    });
    expect(renewal?.headers).toMatchObject({ 'koji-session-id': '7', 'koji-session-key': '1-abc' });
    expect(again?.headers).toMatchObject({ 'koji-session-key': '1-new', 'koji-session-callnum': '0' });
  });

  test('that stays expired is not renewed for ever', async () => {
    await using server = await hub(() => new AuthExpired('session expired'));
    const session = open(server, { auth: password });
    await session.login();
    await expect(session.call('getTag', ['t'])).rejects.toThrow(AuthExpired);
    expect(server.requests.filter(({ method }) => method === 'login')).toHaveLength(2);
  });
});

describe('a batch', () => {
  test('travels as few requests and answers values and errors in order', async () => {
    await using server = await startRecordingServer(({ params }) =>
      (params[0] as { params: number[] }[]).map(({ params: [id] }) =>
        id === 2 ? { faultCode: 1000, faultString: 'no two', traceback: [] } : [(id ?? 0) * 10],
      ),
    );
    const session = open(server);
    const results = await session.batch((hub) => [1, 2, 3].map((id) => hub.getTag(id)), { size: 2 });
    expect(results).toEqual([10, expect.objectContaining({ constructor: GenericError, message: 'no two' }), 30]);
    expect(server.requests.map(({ method, params }) => [method, (params[0] as unknown[]).length])).toEqual([
      ['multiCall', 2],
      ['multiCall', 1],
    ]);
    await expect(session.batch((hub) => [hub.getTag(2)], { strict: true })).rejects.toThrow('no two');
  });

  test('keeps named values apart from structs', async () => {
    await using server = await startRecordingServer(({ params }) => (params[0] as unknown[]).map(() => [null]));
    await open(server).batch((hub) => [
      hub.getTag('f42', { strict: true }),
      hub.host.initBuild(structValue({ name: 'bash' })),
      hub.repo.get('f42', { opts: undefined }),
    ]);
    expect(server.requests[0]?.params[0]).toEqual([
      { methodName: 'getTag', params: ['f42', { strict: true, __starstar: true }] },
      { methodName: 'host.initBuild', params: [{ name: 'bash' }] },
      { methodName: 'repo.get', params: ['f42'] },
    ]);
  });
});

test('compressed answers are read and the version of the hub is kept', async () => {
  await using server = await startRecordingServer(() => (response) => {
    response
      .writeHead(200, { 'Content-Encoding': 'gzip', 'Koji-Version': '1.36.0' })
      .end(zlib.gzipSync(encodeResponse('squeezed')));
  });
  const session = open(server);
  expect(await session.call('hello')).toBe('squeezed');
  expect(session.kojiVersion).toBe('1.36.0');
  expect(server.requests[0]?.headers['accept-encoding']).toContain('gzip');
});

test('HTTP 401 means that the login was refused', async () => {
  await using server = await startRecordingServer(() => (response) => void response.writeHead(401).end());
  await expect(open(server, { auth: password }).login()).rejects.toThrow(AuthError);
});
