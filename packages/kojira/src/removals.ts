import type { Logger } from '@koji/common/service/logger';
import { removeTree } from '@koji/common/service/remove-tree';

export interface RemovalOptions {
  /** How many directories are removed at the same time. */
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** The pause before another attempt at a directory that could not be removed. */
  readonly retryAfterMs: number;
}

/** Directories that are on their way out, a bounded number of them at a time. */
export class Removals {
  readonly #options: RemovalOptions;
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #failedAt = new Map<string, number>();

  constructor(options: RemovalOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#running.size > 0;
  }
  /** Whether a directory waits for its removal, is being removed or failed a moment ago. */
  has(path: string): boolean {
    const failedAt = this.#failedAt.get(path);
    const rests = failedAt !== undefined && Date.now() - failedAt < this.#options.retryAfterMs;
    return this.#waiting.has(path) || this.#running.has(path) || rests;
  }

  add(path: string): void {
    if (this.has(path)) return;
    this.#options.log.info({ path }, 'directory to be removed');
    this.#waiting.add(path);
    this.#startNext();
  }

  /** Resolves when nothing waits or runs any more; after the signal, when the running ones have let go. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  #startNext(): void {
    const { limit, signal } = this.#options;
    for (const path of this.#waiting) {
      if (this.#running.size >= limit || signal.aborted) return;
      this.#waiting.delete(path);
      this.#running.set(path, this.#remove(path));
    }
  }

  async #remove(path: string): Promise<void> {
    const { log, signal } = this.#options;
    try {
      await removeTree(path, signal);
      this.#failedAt.delete(path);
      log.info({ path }, 'directory removed');
    } catch (error) {
      if (!signal.aborted) {
        this.#failedAt.set(path, Date.now());
        log.error({ err: error, path }, 'cannot remove directory');
      }
    } finally {
      this.#running.delete(path);
      this.#startNext();
    }
  }
}
