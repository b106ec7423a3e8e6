import { type FileHandle, open, readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { appendChunk } from '@koji/common/client/upload';
import { unlessMissing } from '@koji/common/missing-files';
import type { Logger } from '@koji/common/service/logger';
import { pause } from '@koji/common/service/loop';
import type { BuilderSession } from '../session.ts';

/** Files of a directory that are logs; the directory need not exist yet. */
export interface LogSource {
  readonly directory: string;
  readonly pattern: RegExp;
}
export interface LogUploadOptions {
  readonly session: BuilderSession;
  /** Directory at the hub, relative to its work directory. */
  readonly directory: string;
  readonly sources: readonly LogSource[];
  /** Tell beside each log when which part of it came. */
  readonly timestamps?: boolean;
  readonly log: Logger;
}

interface WatchedLog {
  readonly path: string;
  readonly name: string;
  inode: number;
  sent: number;
  /** Bytes of the companion log with the times. */
  timesSent: number;
}

const chunkBytes = 1 << 20;

/** Sends growing logs to the hub, each time what is new. */
export class LogUpload {
  readonly #options: LogUploadOptions;
  readonly #watched = new Map<string, WatchedLog>();

  constructor(options: LogUploadOptions) {
    this.#options = options;
  }

  /** Logs that the hub has something of. Empty ones are left out: the hub never got a file for them. */
  get names(): string[] {
    return [...this.#watched.values()]
      .filter((log) => log.sent > 0)
      .flatMap(({ name, timesSent }) => (timesSent > 0 ? [name, timesName(name)] : [name]));
  }

  async sync(): Promise<void> {
    for (const path of await this.#find()) await this.#send(this.#watch(path));
  }

  async #find(): Promise<string[]> {
    const found = await Promise.all(
      this.#options.sources.map(async ({ directory, pattern }) => {
        const names = (await unlessMissing(readdir(directory))) ?? [];
        return names.filter((name) => pattern.test(name) && !isTimesName(name)).map((name) => join(directory, name));
      }),
    );
    return found.flat().sort();
  }

  #watch(path: string): WatchedLog {
    const known = this.#watched.get(path);
    if (known) return known;
    const taken = new Set([...this.#watched.values()].map(({ name }) => name));
    const log = { path, name: freeName(basename(path), taken), inode: 0, sent: 0, timesSent: 0 };
    this.#watched.set(path, log);
    return log;
  }

  async #send(log: WatchedLog): Promise<void> {
    const file = await unlessMissing(open(log.path));
    if (!file) return;
    try {
      await this.#sendNew(log, file);
    } finally {
      await file.close();
    }
  }

  async #sendNew(log: WatchedLog, file: FileHandle): Promise<void> {
    const { ino, size } = await file.stat();
    // Cut or replaced: what follows is another text.
    if (log.inode !== ino || size < log.sent) log.sent = 0;
    log.inode = ino;
    while (log.sent < size) {
      const block = Buffer.alloc(Math.min(chunkBytes, size - log.sent));
      const { bytesRead } = await file.read(block, 0, block.length, log.sent);
      if (bytesRead === 0) return;
      const { session, directory, timestamps } = this.#options;
      await appendChunk(session, block.subarray(0, bytesRead), directory, log.name, log.sent);
      log.sent += bytesRead;
      if (timestamps) await this.#sendTime(log);
    }
  }

  /** When the log was how long, in whole seconds and bytes. */
  async #sendTime(log: WatchedLog): Promise<void> {
    const line = Buffer.from(`${Math.round(Date.now() / 1000)} ${log.sent}\n`);
    await appendChunk(this.#options.session, line, this.#options.directory, timesName(log.name), log.timesSent);
    log.timesSent += line.length;
  }

  /** Sends while `work` runs, and the rest once it has ended. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const watching = this.#keepSending(stop.signal);
    const [outcome] = await Promise.allSettled([work()]);
    stop.abort();
    await watching;
    if (outcome.status === 'rejected') {
      await this.#trySync();
      throw outcome.reason;
    }
    await this.sync();
    return outcome.value;
  }

  async #keepSending(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(1000, signal);
      // A hub that is away must not end a build; the last sync tells whether it came back.
      if (!signal.aborted) await this.#trySync();
    }
  }

  async #trySync(): Promise<void> {
    await this.sync().catch((err: unknown) => this.#options.log.warn({ err }, 'could not send logs'));
  }
}

function timesName(name: string): string {
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)}-ts${extension}`;
}
function isTimesName(name: string): boolean {
  return name.endsWith('-ts.log');
}

/** Two directories may hold logs of the same name. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let count = 0, candidate = name; ; count++) {
    if (!taken.has(candidate)) return candidate;
    candidate = `${stem}.DUP${String(count).padStart(2, '0')}${extension}`;
  }
}
