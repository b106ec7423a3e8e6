import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { constants } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { GenericError } from '@koji/common/errors';
import type { Logger } from '@koji/common/service/logger';
import { identify, killTree } from './kill-tree.ts';

/** Who a command runs as. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

export interface RunOptions {
  readonly cwd?: string | undefined;
  /** Goes over the environment of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** File that gets what the command writes; it is appended to. */
  readonly output?: string | undefined;
  /** Write the command itself into the output first. */
  readonly announce?: boolean | undefined;
  readonly identity?: Identity | undefined;
  /** Ends the command with all it started. */
  readonly signal?: AbortSignal | undefined;
}

/** How a command ended: by itself or by a signal. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
export interface Captured extends Outcome {
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs commands; each is a list of words, never a line for a shell. */
export interface Runner {
  run(argv: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Keeps what the command writes instead of putting it into a file. */
  capture(argv: readonly string[], options?: Omit<RunOptions, 'output' | 'announce'>): Promise<Captured>;
}

/** The only place that starts processes. */
export class ProcessRunner implements Runner {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const output = options.output === undefined ? undefined : await open(options.output, 'a');
    try {
      if (options.announce) await output?.write(`$ ${shownCommand(argv)}\n`);
      return await this.#finish(this.#start(argv, options, streams(output)), argv, options);
    } finally {
      await output?.close();
    }
  }

  async capture(argv: readonly string[], options: Omit<RunOptions, 'output' | 'announce'> = {}): Promise<Captured> {
    const child = this.#start(argv, options, ['ignore', 'pipe', 'pipe']);
    if (!child.stdout || !child.stderr) throw new Error('no pipes to the command');
    const [stdout, stderr, outcome] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      this.#finish(child, argv, options),
    ]);
    return { ...outcome, stdout, stderr: stderr.toString('utf8') };
  }

  /**
   * Starts a program of this package in a process and session of its own, with a channel for messages. It ends on its
   * own account when the channel closes.
   */
  startProgram(path: string, argv: readonly string[], options: { readonly foreground?: boolean } = {}): ChildProcess {
    this.#log.debug({ path, argv }, 'starting program');
    return spawn(process.execPath, [...process.execArgv, path, ...argv], {
      detached: !options.foreground,
      stdio: options.foreground ? ['inherit', 'inherit', 'inherit', 'ipc'] : ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  #start(argv: readonly string[], options: RunOptions, stdio: SpawnOptions['stdio']): ChildProcess {
    const [command = '', ...args] = options.identity ? [...identityPrefix(options.identity), ...argv] : argv;
    this.#log.info({ command: shownCommand(argv), cwd: options.cwd }, 'running command');
    return spawn(command, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      ...(stdio ? { stdio } : {}),
    });
  }

  async #finish(child: ChildProcess, argv: readonly string[], { signal }: RunOptions): Promise<Outcome> {
    let killing: Promise<void> | undefined;
    const abort = () => {
      killing = this.#kill(child);
    };
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    try {
      const [code, killedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      // The command may be gone before what it started.
      await killing;
      this.#log.debug({ command: argv[0], code, killedBy }, 'command ended');
      return { code, signal: killedBy };
    } catch (cause) {
      throw new GenericError(`cannot run ${argv[0]}: ${(cause as Error).message}`, { cause });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async #kill({ pid }: ChildProcess): Promise<void> {
    const identity = pid === undefined ? undefined : await identify(pid);
    if (identity) await killTree(identity, this.#log);
  }
}

function streams(output: FileHandle | undefined): SpawnOptions['stdio'] {
  return output ? ['ignore', output.fd, output.fd] : ['ignore', 'ignore', 'ignore'];
}

/** Node can drop to a user but not to a list of groups, which mock asks for. */
function identityPrefix({ uid, gid, groups }: Identity): string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, `--groups=${groups.join(',')}`, '--'];
}

/** A command for people to read, without the passwords of its addresses. */
export function shownCommand(argv: readonly string[]): string {
  return argv.map((word) => word.replaceAll(/(:\/\/[^/@:\s]+):[^/@\s]+@/g, '$1:***@')).join(' ');
}

export function isSuccess({ code }: Outcome): boolean {
  return code === 0;
}

/** How a command ended, in words. */
export function describeOutcome({ code, signal }: Outcome, command: string): string {
  if (signal !== null) return `${command} was killed by signal ${constants.signals[signal]}`;
  return `${command} exited with status ${code}`;
}
