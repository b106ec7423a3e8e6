import { copyFile, cp, mkdir, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { removeTree } from '@koji/common/service/remove-tree';
import { sendSignal } from '../process/kill-tree.ts';
import { listProcesses } from '../process/processes.ts';
import { isSuccess, type Outcome, type Runner } from '../process/runner.ts';
import type { StandinArguments } from './arguments.ts';
import { StandinLogs } from './logs.ts';
import { openPrivateRoot, type PrivateRoot } from './private-root.ts';
import type { StandinConfig } from './read-config.ts';

/** mock's exit statuses. */
export const exitStatus = { done: 0, failed: 1, buildFailed: 10, rootFailed: 20, dependenciesMissing: 30 } as const;

const warning = `WARNING: this is not mock. Packages are built in the file system of this host by its own tools:
WARNING: nothing is installed from the repository, and what comes out depends on the host. Not for packages that are shipped.`;

const topdir = '/builddir/build';
const databasePlace = 'var/lib/rpm';

/** One call of the stand-in. Answers the exit status. */
export class Standin {
  readonly #args: StandinArguments;
  readonly #config: StandinConfig;
  readonly #runner: Runner;
  readonly #paths: { readonly top: string; readonly root: string; readonly result: string };

  constructor(args: StandinArguments, config: StandinConfig, runner: Runner) {
    this.#args = args;
    this.#config = config;
    this.#runner = runner;
    const top = join(config.basedir, config.name);
    this.#paths = { top, root: join(top, 'root'), result: args.resultDir ?? join(top, 'result') };
  }

  async run(): Promise<number> {
    switch (this.#args.action) {
      case 'init':
        return this.#init();
      case 'clean':
        await this.#clean(['root', 'merged', 'overlay-work']);
        return exitStatus.done;
      case 'scrub':
        await this.#clean(['root', 'merged', 'overlay-work', 'result']);
        return exitStatus.done;
      case 'orphanskill':
        return this.#killOrphans();
      case 'install':
        return this.#install();
      case 'chroot':
        return this.#chroot();
      case 'buildsrpm':
        return this.#buildSrpm();
      case 'rebuild':
        return this.#rebuild();
    }
  }

  async #init(): Promise<number> {
    const logs = await StandinLogs.open(this.#paths.result);
    return logs.phase('init', async () => {
      await logs.note(warning);
      await this.#clean(['root', 'merged', 'overlay-work']);
      await mkdir(join(this.#paths.root, 'builddir'), { recursive: true });
      await this.#makeDatabase();
      const root = await this.#open();
      await logs.note(`The build root is ${root.description}.`);
      await this.#makeHome(root);
      return exitStatus.done;
    });
  }

  /** What stands for the list of installed packages is the host's, because its packages are what builds use. */
  async #makeDatabase(): Promise<void> {
    const target = join(this.#paths.root, databasePlace);
    await mkdir(dirname(target), { recursive: true });
    for (const place of ['/usr/lib/sysimage/rpm', '/var/lib/rpm']) {
      const names = (await unlessMissing(readdir(place))) ?? [];
      if (!names.some((name) => /^(rpmdb\.sqlite|Packages(\.db)?)$/.test(name))) continue;
      await cp(place, target, { recursive: true });
      return;
    }
    await mkdir(target, { recursive: true });
    const made = await this.#runner.capture(['rpm', '--dbpath', target, '--initdb']);
    if (!isSuccess(made)) throw new GenericError(`cannot make an rpm database: ${made.stderr.trim()}`);
  }

  async #makeHome(root: PrivateRoot): Promise<void> {
    for (const name of ['BUILD', 'BUILDROOT', 'RPMS', 'SOURCES', 'SPECS', 'SRPMS', 'originals']) {
      await mkdir(this.#outside(join(topdir, name)), { recursive: true });
    }
    const macros = { ...this.#config.macros, '%_topdir': root.path(topdir), '%_dbpath': root.path(`/${databasePlace}`) };
    const lines = Object.entries(macros).map(([name, value]) => `${name} ${value}\n`);
    await writeFile(this.#outside(join(this.#config.home, '.rpmmacros')), lines.join(''));
    for (const [path, content] of Object.entries(this.#config.files)) {
      const target = this.#outside(path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
  }

  /** Packages cannot be had here: those that the host lacks are missing. */
  async #install(): Promise<number> {
    const logs = await this.#logs();
    const missing: string[] = [];
    for (const name of this.#args.operands) {
      const found = await this.#runner.capture(['rpm', '--dbpath', this.#outside(databasePlace), '-q', '--whatprovides', name]);
      if (!isSuccess(found)) missing.push(name);
    }
    if (missing.length === 0) return exitStatus.done;
    await logs.note(`ERROR: not installed on this host: ${missing.join(', ')}`);
    return exitStatus.dependenciesMissing;
  }

  async #chroot(): Promise<number> {
    const logs = await this.#logs();
    const { operands, cwd } = this.#args;
    const [only = ''] = operands;
    // As mock does it: a single word is a line for the shell.
    const command = operands.length === 1 ? ['/bin/sh', '-c', only] : operands;
    const outcome = await this.#inside(logs, command, { cwd, output: logs.root });
    return outcome.code ?? exitStatus.failed;
  }

  async #buildSrpm(): Promise<number> {
    const logs = await this.#logs();
    const { spec, sources } = this.#args;
    if (spec === undefined || sources === undefined) throw new GenericError('--buildsrpm needs --spec and --sources');
    return logs.phase(`buildsrpm: ${basename(spec)}`, async () => {
      const specInside = await this.#takeIn(spec, 'SPECS');
      for (const name of await readdir(sources)) {
        const path = join(sources, name);
        if ((await stat(path)).isFile()) await this.#takeIn(path, 'SOURCES');
      }
      const outcome = await this.#rpmbuild(logs, ['-bs', '--nodeps', specInside]);
      if (!isSuccess(outcome)) return exitStatus.buildFailed;
      await this.#handOver('SRPMS');
      return exitStatus.done;
    });
  }

  async #rebuild(): Promise<number> {
    const logs = await this.#logs();
    const [srpm] = this.#args.operands;
    if (srpm === undefined) throw new GenericError('--rebuild needs a source package');
    return logs.phase(`build phase for ${basename(srpm)}`, async () => {
      const inside = await this.#takeIn(srpm, 'originals');
      const unpacked = await this.#inside(logs, ['rpm', '-i', '--nodeps', inside], { output: logs.root });
      if (!isSuccess(unpacked)) return exitStatus.rootFailed;
      const [spec] = (await readdir(this.#outside(join(topdir, 'SPECS')))).filter((name) => name.endsWith('.spec'));
      if (spec === undefined) return exitStatus.rootFailed;
      const specInside = join(topdir, 'SPECS', spec);
      const source = await this.#rpmbuild(logs, ['-bs', '--nodeps', specInside]);
      if (!isSuccess(source)) return exitStatus.buildFailed;
      const binary = await this.#rpmbuild(logs, ['-bb', ...(await this.#dependencyOptions(logs)), specInside]);
      if (!isSuccess(binary)) return this.#whyFailed(logs);
      await this.#handOver('SRPMS');
      await this.#handOver('RPMS');
      return exitStatus.done;
    });
  }

  /** Hosts without rpm packages, such as Debian, cannot tell whether what a build requires is there. */
  async #dependencyOptions(logs: StandinLogs): Promise<string[]> {
    const installed = await this.#runner.capture(['rpm', '--dbpath', this.#outside(databasePlace), '-qa']);
    if (installed.stdout.length > 0) return [];
    await logs.note('WARNING: this host has no rpm database; build requirements are not checked.');
    return ['--nodeps'];
  }

  async #whyFailed(logs: StandinLogs): Promise<number> {
    const text = await readFile(logs.build, 'utf8');
    return text.includes('Failed build dependencies') ? exitStatus.dependenciesMissing : exitStatus.buildFailed;
  }

  #rpmbuild(logs: StandinLogs, options: readonly string[]): Promise<Outcome> {
    const target = this.#args.target ?? this.#config.targetArch;
    return this.#inside(logs, ['rpmbuild', '--target', target, ...options], { output: logs.build, cwd: topdir });
  }

  async #inside(
    logs: StandinLogs,
    command: readonly string[],
    options: { readonly output: string; readonly cwd?: string | undefined },
  ): Promise<Outcome> {
    const root = await this.#open();
    await logs.note(`Executing command: ${command.join(' ')}`);
    const signal = this.#config.timeoutS > 0 ? { signal: AbortSignal.timeout(this.#config.timeoutS * 1000) } : {};
    return root.run(command, { ...options, ...signal });
  }

  /** Copies a file of the host into the build directory and answers its path there. */
  async #takeIn(path: string, place: string): Promise<string> {
    const inside = join(topdir, place, basename(path));
    await copyFile(path, this.#outside(inside));
    return inside;
  }

  /** Puts what was made beside the logs. */
  async #handOver(place: string): Promise<void> {
    const directory = this.#outside(join(topdir, place));
    for (const name of await readdir(directory, { recursive: true })) {
      if (name.endsWith('.rpm')) await copyFile(join(directory, name), join(this.#paths.result, basename(name)));
    }
  }

  async #killOrphans(): Promise<number> {
    for (const { pid } of await listProcesses()) {
      // Nothing of one that ended or is not ours: it is no orphan then.
      const root = await readlink(`/proc/${pid}/root`).catch(() => '');
      if (root.startsWith(`${this.#paths.top}/`)) sendSignal(pid, 'SIGKILL');
    }
    return exitStatus.done;
  }

  async #clean(names: readonly string[]): Promise<void> {
    for (const name of names) await removeTree(join(this.#paths.top, name));
    if (names.includes('result')) await rm(this.#paths.top, { recursive: true, force: true });
  }

  #outside(inside: string): string {
    return join(this.#paths.root, inside);
  }
  #open(): Promise<PrivateRoot> {
    return openPrivateRoot(this.#runner, this.#config, this.#paths);
  }
  #logs(): Promise<StandinLogs> {
    return StandinLogs.open(this.#paths.result);
  }
}
