import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@koji/common/service/logger';
import pg from 'pg';
import { clientOptions, connectionLimits, type DatabaseAddress } from './pool.ts';

/** What hub processes tell each other through PostgreSQL's NOTIFY. The payload narrows it down. */
const topics = ['koji_task', 'koji_host', 'koji_repo_queue', 'koji_message'] as const;
export type Topic = (typeof topics)[number];

/** Long polls wait here instead of asking the database again and again. */
export class Bus {
  readonly #address: DatabaseAddress;
  readonly #log: Logger;
  readonly #waiters = new Map<Topic, Set<(payload: string) => void>>(topics.map((t) => [t, new Set()]));
  readonly #stop = new AbortController();
  #client: pg.Client | undefined;

  constructor(address: DatabaseAddress, log: Logger) {
    this.#address = address;
    this.#log = log;
  }

  /** Listens until closed, reconnecting when the database goes away. */
  async listen(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#listenOnce();
      } catch (err) {
        if (!this.#stop.signal.aborted) this.#log.warn({ err }, 'lost the notification connection');
      }
      await sleep(1000, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
    }
  }

  async #listenOnce(): Promise<void> {
    const client = new pg.Client({
      ...clientOptions(this.#address),
      ...connectionLimits,
      application_name: 'koji-hub bus',
    });
    this.#client = client;
    const ended = new Promise<void>((resolve, reject) => {
      client.once('end', () => resolve());
      // A connection may break with more than one error.
      client.on('error', reject);
    });
    // Rejection is awaited below; until then it must not count as unhandled.
    ended.catch(() => undefined);
    await client.connect();
    client.on('notification', ({ channel, payload }) => {
      for (const wake of [...(this.#waiters.get(channel as Topic) ?? [])]) wake(payload ?? '');
    });
    for (const topic of topics) await client.query(`listen ${topic}`);
    // Until now nobody heard anything: let all who wait look again.
    for (const waiters of this.#waiters.values()) for (const wake of [...waiters]) wake('');
    await ended;
  }

  /** Resolves true at the next message of the topic that `accepts` takes, false after `timeoutMs`. An empty payload means "look again". */
  wait(
    topic: Topic,
    options: { readonly timeoutMs: number; readonly signal: AbortSignal; accepts?(payload: string): boolean },
  ): Promise<boolean> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(topic) ?? new Set();
      const finish = (woken: boolean) => {
        clearTimeout(timer);
        waiters.delete(wake);
        options.signal.removeEventListener('abort', abort);
        this.#stop.signal.removeEventListener('abort', abort);
        resolve(woken);
      };
      const wake = (payload: string) => {
        if (payload === '' || (options.accepts?.(payload) ?? true)) finish(true);
      };
      const abort = () => finish(false);
      const timer = setTimeout(() => finish(false), options.timeoutMs);
      waiters.add(wake);
      options.signal.addEventListener('abort', abort, { once: true });
      this.#stop.signal.addEventListener('abort', abort, { once: true });
      if (options.signal.aborted || this.#stop.signal.aborted) abort();
    });
  }

  /** Ends all waiting at once, so that long polls do not hold up a stop. */
  release(): void {
    this.#stop.abort();
  }

  /** Nobody will be woken any more: the hub is stopping. */
  get isReleased(): boolean {
    return this.#stop.signal.aborted;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#client?.end();
  }
}
