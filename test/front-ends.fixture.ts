import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, firstAccountOf } from '../script/src/account.ts';
import { isListening } from '../script/src/listening.ts';
import { repository } from '../script/src/trial/layout.ts';

/** A sample configuration and what is put into it: text that stands in it, to what takes its place. */
export interface Sample {
  /** Below docs/examples */
  readonly file: string;
  readonly replace: Readonly<Record<string, string>>;
}
export interface FrontEndOptions {
  readonly samples: readonly Sample[];
  /** Ports of loopback; the samples leave some of them to the server's own configuration. */
  readonly listen: readonly number[];
  readonly opens: number;
  readonly environment?: Readonly<Record<string, string>>;
}

const apache = firstOf('/usr/sbin/apache2', '/usr/sbin/httpd');
const apacheModules = firstOf('/usr/lib/apache2/modules', '/usr/lib64/httpd/modules', '/usr/lib/httpd/modules');
const nginx = firstOf('/usr/sbin/nginx', '/usr/bin/nginx');
const modules = [
  'mpm_event',
  'unixd',
  'authn_core',
  'authz_core',
  'authz_user',
  'auth_gssapi',
  'setenvif',
  'filter',
  'deflate',
  'headers',
  'proxy',
  'proxy_http',
  'socache_shmcb',
  'ssl',
];

/** Why the front ends cannot be tried here, if so. */
export function missingForFrontEnds(): string | undefined {
  const missing = [
    ...(apache === undefined ? ['apache2'] : []),
    ...(apacheModules && existsSync(join(apacheModules, 'mod_auth_gssapi.so')) ? [] : ['mod_auth_gssapi']),
    ...(nginx === undefined ? ['nginx'] : []),
    ...(existsSync('/usr/bin/curl') ? [] : ['curl']),
  ];
  return missing.length === 0 ? undefined : `missing here, see script/bootstrap --test: ${missing.join(', ')}`;
}

/** Apache httpd with the samples. Its compression is on, as distributions have it. */
export function startApache(options: FrontEndOptions): Promise<AsyncDisposable> {
  return startFrontEnd(options, (directory, samples) => {
    const account = apacheAccount();
    const own = [
      `ServerRoot ${directory}`,
      'ServerName localhost',
      'PidFile pid',
      'ErrorLog error.log',
      'LogLevel warn',
      'DefaultRuntimeDir run',
      ...(account ? [`User ${account.name}`, `Group #${account.gid}`] : []),
      // Compiled in on Fedora, or of the same file.
      ...modules.filter((name) => existsSync(module(name))).map((name) => `LoadModule ${name}_module ${module(name)}`),
      'AddOutputFilterByType DEFLATE text/html text/plain text/xml',
      ...options.listen.map((port) => `Listen 127.0.0.1:${port}`),
      ...samples.map((file) => `Include ${file}`),
    ];
    return { command: [apache as string, '-DFOREGROUND', '-f', 'main.conf', '-d', directory], own };
  });
}
function module(name: string): string {
  return join(apacheModules as string, `mod_${name}.so`);
}

/** nginx with the samples. */
export function startNginx(options: FrontEndOptions): Promise<AsyncDisposable> {
  return startFrontEnd(options, (directory, samples) => {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${join(directory, 'run', kind)};`,
    );
    const own = [
      'daemon off;',
      ...(process.getuid?.() === 0 ? ['user root;'] : []),
      'worker_processes 1;',
      'pid pid;',
      'error_log error.log;',
      'events {}',
      'http {',
      'access_log off;',
      'gzip on;',
      'gzip_types text/plain text/xml;',
      ...temporary,
      ...samples.map((file) => `include ${file};`),
      '}',
    ];
    return { command: [nginx as string, '-p', directory, '-e', 'error.log', '-c', 'main.conf'], own };
  });
}

interface FrontEnd {
  readonly command: readonly string[];
  readonly own: readonly string[];
}
async function startFrontEnd(
  { samples, opens, environment = {} }: FrontEndOptions,
  describe: (directory: string, samples: readonly string[]) => FrontEnd,
): Promise<AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), 'koji-test-front-end-'));
  await mkdir(join(directory, 'run'));
  handToApache(directory);
  handToApache(join(directory, 'run'));
  const files = samples.map((sample, i) => {
    const file = join(directory, `${i}.conf`);
    writeFileSync(file, fillIn(sample));
    return file;
  });
  const { command, own } = describe(directory, files);
  writeFileSync(join(directory, 'main.conf'), `${own.join('\n')}\n`);
  const [program = '', ...args] = command;
  const server = spawn(program, args, {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: join(directory, 'run'), ...environment },
  });
  const words: string[] = [];
  server.stderr.on('data', (chunk: Buffer) => words.push(chunk.toString()));
  const log = () => `${words.join('')}${readIfThere(join(directory, 'error.log'))}`;
  const end = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    await rm(directory, { recursive: true, force: true });
  };
  while (!(await isListening(opens))) {
    if (server.exitCode !== null) {
      const said = log();
      await end();
      throw new Error(`${program} did not start:\n${said}`);
    }
    await sleep(30);
  }
  return { [Symbol.asyncDispose]: end };
}

/** The sample itself, so that a change of it is tried; whatever is to be replaced must be in it. */
function fillIn({ file, replace }: Sample): string {
  const text = readFileSync(join(repository, 'docs/examples', file), 'utf8');
  return Object.entries(replace).reduce((filled, [from, to]) => {
    if (!filled.includes(from)) throw new Error(`docs/examples/${file} has no '${from}'`);
    return filled.replaceAll(from, to);
  }, text);
}

/** A copy of a file in a directory that is open to all, for Apache's workers alone to read. */
export function readableToApache(file: string, directory: string): string {
  const copy = join(directory, basename(file));
  copyFileSync(file, copy);
  handToApache(copy);
  return copy;
}

/** Started by root, Apache works as somebody else. */
function apacheAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = firstAccountOf('www-data', 'apache', 'nobody');
  if (account === undefined) throw new Error('there is no account for Apache');
  return account;
}
/** Makes Apache's workers the owners of a file or a socket. */
export function handToApache(path: string): void {
  const account = apacheAccount();
  if (account) chownSync(path, account.uid, account.gid);
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
function firstOf(...paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}
