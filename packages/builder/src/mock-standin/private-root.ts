import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSuccess, type Outcome, type Runner } from '../process/runner.ts';
import type { StandinConfig } from './read-config.ts';

export interface InsideOptions {
  /** Directory inside the root. */
  readonly cwd?: string | undefined;
  /** File that gets the output. */
  readonly output: string;
  readonly signal?: AbortSignal;
}

/** The file system that builds of one build root see. */
export interface PrivateRoot {
  /** How it is set apart from the host, in a sentence. */
  readonly description: string;
  /** The path by which programs inside know a file of the root directory. */
  path(inside: string): string;
  run(command: readonly string[], options: InsideOptions): Promise<Outcome>;
}

export interface RootPaths {
  readonly top: string;
  readonly root: string;
}

/** The most private root that this kernel gives. */
export async function openPrivateRoot(runner: Runner, config: StandinConfig, paths: RootPaths): Promise<PrivateRoot> {
  const isRoot = process.getuid?.() === 0;
  for (const options of isRoot ? [''] : ['', ',userxattr']) {
    const overlay = overlayRoot(runner, config, paths, isRoot, options);
    if (await works(overlay, paths)) return overlay;
  }
  return plainRoot(runner, config, paths);
}

async function works(root: PrivateRoot, { top }: RootPaths): Promise<boolean> {
  await Promise.all(['overlay-work', 'merged'].map((name) => mkdir(join(top, name), { recursive: true })));
  return isSuccess(await root.run(['true'], { output: '/dev/null' }));
}

/**
 * Mounts and enters; the words behind are upper directory, work directory, mount point, further options, command. What
 * is mounted goes with the process, because the mount namespace is its own.
 */
const enterScript = `set -e
mount -t overlay overlay -o "lowerdir=/,upperdir=$1,workdir=$2$4" "$3"
for dir in proc sys dev; do mount --rbind "/$dir" "$3/$dir"; done
mount -t tmpfs -o mode=1777 tmpfs "$3/tmp"
root=$3
shift 4
exec chroot "$root" "$@"`;

/** The host's file system with what the build changes in the root directory on top; the host itself stays as it is. */
function overlayRoot(
  runner: Runner,
  config: StandinConfig,
  { top, root }: RootPaths,
  isRoot: boolean,
  options: string,
): PrivateRoot {
  const unshare = ['unshare', '--mount', '--propagation', 'private', ...(isRoot ? [] : ['--user', '--map-root-user'])];
  const places = [root, join(top, 'overlay-work'), join(top, 'merged'), options];
  return {
    description: "an overlay of this host's file system in a mount namespace",
    path: (inside) => inside,
    run(command, { cwd = '/', output, signal }) {
      const variables = Object.entries(environment(config, config.home)).map(([name, value]) => `${name}=${value}`);
      const inner = ['/usr/bin/env', '-i', `--chdir=${cwd}`, ...variables, ...command];
      return runner.run([...unshare, 'sh', '-c', enterScript, 'enter', ...places, ...inner], { output, signal });
    },
  };
}

/** No more than a directory: commands run on the host, with paths of the root spelt out. */
function plainRoot(runner: Runner, config: StandinConfig, { root }: RootPaths): PrivateRoot {
  const path = (inside: string) => join(root, inside);
  const spellOut = (word: string) =>
    word.replaceAll(
      /(^|[\s=])(\/(?:builddir|chroot_tmpdir)(?=\/|$))/g,
      (_match, before: string, inside: string) => before + path(inside),
    );
  return {
    description: 'a directory of its own, because this kernel does not allow an overlay',
    path,
    run: (command, { cwd = '/builddir', output, signal }) =>
      runner.run(
        [
          '/usr/bin/env',
          ...Object.entries(environment(config, path(config.home))).map(([name, value]) => `${name}=${value}`),
          ...command.map(spellOut),
        ],
        {
          cwd: path(cwd),
          output,
          signal,
        },
      ),
  };
}

function environment(config: StandinConfig, home: string): Record<string, string> {
  return {
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    LANG: 'C.UTF-8',
    TERM: 'vt100',
    SHELL: '/bin/bash',
    HOSTNAME: 'mock',
    ...config.environment,
    HOME: home,
  };
}
