import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authentication, connectHub, HubSession } from '@koji/common/client/hub-client';
import { createAuthority } from '@koji/common/pki/authority';
import { issueCertificate } from '@koji/common/pki/issue';
import { createLogger } from '@koji/common/service/logger';
import type { HubApi } from '../api.ts';
import { loadConfig } from '../config/load-config.ts';
import { type OpenHub, openHub } from '../hub.ts';
import { listen } from '../listen.ts';
import { createHubDatabase, type HubDatabase } from './database.fixture.ts';

export type TestSession = HubSession<HubApi>;

export interface TestHub extends AsyncDisposable {
  /** https://127.0.0.1:PORT/kojihub */
  readonly url: string;
  /** Those of further addresses in `Listen`. */
  readonly otherUrls: readonly string[];
  readonly topdir: string;
  readonly database: HubDatabase;
  /** The hub behind the address. */
  readonly open: OpenHub;
  /** A further hub process of the same configuration, on the same database and tree. */
  openAnother(): Promise<OpenHub>;
  /** PEM files for clients that are not ours. */
  readonly ca: string;
  /** The PEM of the hub's own certificate, for localhost and 127.0.0.1. */
  readonly serverCertificate: string;
  /** File name of a PEM (key and certificate) whose CN is the name. */
  certificate(name: string): Promise<string>;
  /** A new session of the user, logged in by certificate. `kojiadmin` is an administrator; others are made at their first login. */
  login(name: string): Promise<TestSession>;
  /** The typed methods under a session of the user that is opened on first use and kept. */
  as(name: string): Promise<TestSession['hub']>;
  /** A session that does not log in. */
  readonly anonymous: TestSession;
}

export interface TestHubOptions {
  /** Lines of hub.conf's [hub] section, laid over the fixture's own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Policy name to rules. */
  readonly policies?: Readonly<Record<string, string>>;
  /** Plugin name to the text of its own file, plugins/NAME.conf. */
  readonly plugins?: Readonly<Record<string, string>>;
}

/**
 * A hub in this process on a database, a tree and an authority of its own, reached over real HTTPS. Use it as
 * `await using hub = await startHub()`.
 */
export async function startHub(options: TestHubOptions = {}): Promise<TestHub> {
  const directory = mkdtempSync(join(tmpdir(), 'koji-test-hub-'));
  const topdir = join(directory, 'koji');
  for (const part of ['packages', 'repos', 'work', 'scratch', 'repos-dist', 'vol'])
    mkdirSync(join(topdir, part), { recursive: true });
  const database = await createHubDatabase();
  await database.sql(`insert into users (name, status, usertype) values ('kojiadmin', 0, 0)`);
  await database.sql('insert into user_perms (user_id, perm_id, creator_id) values (1, 1, 1)');
  const pki = await createPki(directory);
  const file = join(directory, 'hub.conf');
  writeFileSync(file, configuration({ topdir, databaseUrl: database.hubUrl, pki }, options));
  mkdirSync(join(directory, 'plugins'));
  for (const [name, text] of Object.entries(options.plugins ?? {}))
    writeFileSync(join(directory, 'plugins', `${name}.conf`), text);
  const openAnother = async () => openHub(await loadConfig(file), createLogger({ name: 'hub', level: testLogLevel() }));
  const open = await openAnother();
  const listeners = await listen(open);
  const [url = '', ...otherUrls] = listeners.addresses.map((address) => `${address}/kojihub`);
  const sessions = new Map<string, Promise<TestSession>>();
  const anonymous = new HubSession<HubApi>({ server: url, tls: { serverca: pki.ca } });
  const login = async (name: string) =>
    connect(url, { kind: 'certificate' }, { cert: await pki.certificate(name), serverca: pki.ca });
  return {
    url,
    otherUrls,
    topdir,
    database,
    open,
    openAnother,
    ca: pki.ca,
    serverCertificate: pki.server,
    anonymous,
    login,
    certificate: pki.certificate,
    async as(name) {
      const session = sessions.get(name) ?? login(name);
      sessions.set(name, session);
      return (await session).hub;
    },
    async [Symbol.asyncDispose]() {
      anonymous.close();
      for (const session of await Promise.allSettled(sessions.values()))
        if (session.status === 'fulfilled') session.value.close();
      await listeners[Symbol.asyncDispose]();
      await open[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function connect(server: string, auth: Authentication, tls: { cert: string; serverca: string }): Promise<TestSession> {
  return connectHub<HubApi>({ server, auth, tls, doubles: 'plain', maxRetries: 1 });
}

/** KOJI_TEST_LOG=debug shows what the hub says. */
function testLogLevel() {
  return (process.env.KOJI_TEST_LOG ?? 'fatal') as 'fatal' | 'debug';
}

function configuration(
  { topdir, databaseUrl, pki }: { topdir: string; databaseUrl: string; pki: Pki },
  options: TestHubOptions,
): string {
  const settings = {
    ...databaseSettings(new URL(databaseUrl)),
    KojiDir: topdir,
    Listen: 'https://127.0.0.1:0',
    TLSCertificate: pki.server,
    ClientCA: pki.ca,
    LoginCreatesUser: 'yes',
    DBConnections: '6',
    // Tests look at tasks as they were left; those of the scheduler turn it on.
    PromptScheduling: 'no',
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
  const policies = Object.entries(options.policies ?? {}).map(
    ([name, rules]) =>
      `${name} =\n${rules
        .split('\n')
        .map((line) => `    ${line.trim()}`)
        .join('\n')}`,
  );
  return ['[hub]', ...lines, ...(policies.length > 0 ? ['[policy]', ...policies] : []), ''].join('\n');
}

function databaseSettings(url: URL): Record<string, string> {
  return {
    DBHost: url.hostname,
    DBPort: url.port,
    DBName: url.pathname.slice(1),
    DBUser: url.username,
    ...(url.password === '' ? {} : { DBPass: decodeURIComponent(url.password) }),
  };
}

interface Pki {
  readonly ca: string;
  readonly server: string;
  certificate(name: string): Promise<string>;
}
async function createPki(directory: string): Promise<Pki> {
  const authority = await createAuthority({ commonName: 'Koji test authority', keyKind: 'p256' });
  const ca = join(directory, 'ca.crt');
  writeFileSync(ca, authority.certificatePem);
  const issue = async (commonName: string, usage: 'server' | 'client') => {
    const sans = usage === 'server' ? { sans: ['127.0.0.1', 'localhost'] } : {};
    const issued = await issueCertificate(authority, { commonName, usage, keyKind: 'p256', ...sans });
    const file = join(directory, `${usage}-${encodeURIComponent(commonName)}.pem`);
    writeFileSync(file, issued.privateKeyPem + issued.certificatePem, { mode: 0o600 });
    return file;
  };
  const certificates = new Map<string, Promise<string>>();
  return {
    ca,
    server: await issue('127.0.0.1', 'server'),
    certificate(name) {
      const issued = certificates.get(name) ?? issue(name, 'client');
      certificates.set(name, issued);
      return issued;
    },
  };
}
