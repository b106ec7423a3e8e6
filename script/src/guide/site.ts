import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { appendFile, chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopCluster } from '../postgres-cluster.ts';
import { repository } from '../trial/layout.ts';
import { choosePortBase } from '../trial/ports.ts';
import { type Place, pathIn, placeAt, relocate } from './place.ts';
import { endProcesses, siteMark } from './processes.ts';

/** Whose prompt the guide shows. */
export type Account = 'root' | 'postgres' | 'koji' | 'kojiadmin' | 'packager';

const programs = {
  'koji-hub': 'hub/bin/koji-hub.mjs',
  'koji-web': 'web/bin/koji-web.mjs',
  kojid: 'builder/bin/kojid.mjs',
  kojira: 'kojira/bin/kojira.mjs',
  koji: 'cli/bin/koji.mjs',
  'koji-pki': 'cli/bin/koji-pki.mjs',
};

export interface ShellOptions {
  /** Whose prompt the commands are typed at. */
  readonly as?: Account;
  readonly env?: NodeJS.ProcessEnv;
}

/** The machine that the guide sets up: a directory, ports on loopback and the processes started in it. */
export class Site implements AsyncDisposable {
  readonly place: Place;
  /** What is in everybody's environment here. */
  readonly variables: NodeJS.ProcessEnv = {};
  /** What ends with the site, beside its processes. */
  readonly ending: AsyncDisposable[] = [];
  /** What later paragraphs need of earlier ones. */
  readonly notes = new Map<string, string>();

  private constructor(place: Place) {
    this.place = place;
  }

  static async open(root: string): Promise<Site> {
    // The database runs as another user.
    await mkdir(root, { recursive: true });
    await chmod(root, 0o755);
    const site = new Site(placeAt(root, await choosePortBase(root)));
    await mkdir(site.path('/usr/bin'), { recursive: true });
    for (const [name, file] of Object.entries(programs))
      await symlink(join(repository, 'packages', file), site.path(`/usr/bin/${name}`));
    for (const directory of ['/etc/pki', '/var/log', '/var/tmp', '/mnt', '/home/root', '/home/kojiadmin', '/home/packager'])
      await mkdir(site.path(directory), { recursive: true });
    return site;
  }

  path(file: string): string {
    return pathIn(this.place, file);
  }
  /** A text of the guide with this machine's paths and addresses. */
  relocate(text: string): string {
    return relocate(this.place, text);
  }

  /** Writes a file, and the directory that it lies in. */
  async write(file: string, text: string, mode = 0o644): Promise<void> {
    await mkdir(dirname(this.path(file)), { recursive: true });
    await writeFile(this.path(file), text, { mode });
  }
  /** Adds lines to a file that `write` has made. */
  async append(file: string, lines: string): Promise<void> {
    await writeFile(this.path(file), lines, { flag: 'a' });
  }
  async read(file: string): Promise<string> {
    return readFile(this.path(file), 'utf8');
  }

  /** Runs commands of the guide and answers what they say. Throws with it when one fails. */
  async shell(commands: string, { as = 'root', env = {} }: ShellOptions = {}): Promise<string> {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', this.relocate(commands)], {
      cwd: this.place.root,
      env: { ...this.environment(as), ...env },
      // Nobody is there to answer questions, and there is no terminal to ask them at.
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
    const [status] = (await once(child, 'close')) as [number | null];
    await this.#record(as, commands, said);
    if (status !== 0) throw new Error(`ended with status ${status}: ${commands.trim()}\n${said.trim()}`);
    return said;
  }

  /** Starts a service that stays in the foreground, as systemd does, with its words in /var/log. */
  start(program: 'koji-hub' | 'koji-web', config: string): void {
    const log = openSync(this.path(`/var/log/${program}.log`), 'a');
    const child = spawn(this.path(`/usr/bin/${program}`), ['--config', this.path(config)], {
      cwd: this.place.root,
      env: this.environment('root'),
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.unref();
  }

  environment(as: Account): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...this.variables,
      [siteMark]: this.place.root,
      PATH: [this.path('/usr/bin'), process.env.PATH, '/usr/sbin'].join(delimiter),
      HOME: this.path(`/home/${as}`),
      PGHOST: '127.0.0.1',
      PGPORT: String(this.place.ports.database),
      PGUSER: as,
      ...(as === 'koji' ? { PGDATABASE: 'koji' } : {}),
    };
  }

  async #record(as: Account, commands: string, said: string): Promise<void> {
    await appendFile(this.path('/guide.log'), `${as}$ ${commands.trim()}\n${said}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProcesses(this.place.root);
    for (const each of this.ending) await each[Symbol.asyncDispose]();
    await stopCluster(this.path('/var/lib/pgsql'));
  }
}

/** Waits until something holds. Throws after a minute. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) if (await holds()) return;
  throw new Error(`after a minute still not so: ${what}`);
}
