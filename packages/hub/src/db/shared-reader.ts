import type pg from 'pg';
import { Pace, shortMs } from './pace.ts';
import type { NamedQuery } from './pool.ts';
import { runPrepared, setPipeline } from './prepared-query.ts';
import type { RowSink } from './row-reader.ts';

/** Where there is no connection to be had, none is asked for so long. */
const pauseMs = 1000;
/** More would wait for each other longer than for a connection of their own. */
const maxWaiting = 32;

/** The caller's own connection. */
export interface Elsewhere {
  connect(): Promise<unknown>;
  run(): Promise<pg.QueryResult>;
}

/**
 * One connection for the short reads of all calls of a process: sent one behind the other without waiting for the answers of those
 * ahead. That the two processes wake each other up is most of what a small read costs, and so they do it once for many. Statements
 * have to prove that they are short, on a connection of their own.
 */
export class SharedReader implements AsyncDisposable {
  readonly #pool: pg.Pool;
  /** By name of the statement. */
  readonly #paces = new Map<string, Pace>();
  /** What looked like a read and was none: it takes a lock or calls a function that writes. */
  readonly #writing = new Set<string>();
  #client: pg.PoolClient | undefined;
  #connecting: Promise<void> | undefined;
  #connectsFrom = 0;
  #waiting = 0;
  /** When the one that is answered next began to run. */
  #headSince = 0;

  /** The pool is for nobody else; one connection is enough. */
  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Over the shared connection, or elsewhere what is better sent alone. */
  async read(query: NamedQuery, sink: RowSink | undefined, elsewhere: Elsewhere): Promise<pg.QueryResult> {
    const shared = this.#runShared(query, sink);
    if (shared) {
      try {
        return await shared;
      } catch (error) {
        if (!isRefusedToReaders(error)) throw error;
        this.#paces.delete(query.name);
        this.#writing.add(query.name);
      }
    }
    await elsewhere.connect();
    const sentAt = performance.now();
    const result = await elsewhere.run();
    if (result.command === 'SELECT') this.#learn(query.name, performance.now() - sentAt);
    return result;
  }

  #runShared(query: NamedQuery, sink: RowSink | undefined): Promise<pg.QueryResult> | undefined {
    const now = performance.now();
    const pace = this.#paces.get(query.name);
    if (!pace || pace.isApart(now) || this.#waiting >= maxWaiting) return undefined;
    // Behind what is not short nobody joins.
    if (this.#waiting > 0 && now - this.#headSince > shortMs) return undefined;
    const client = this.#client;
    if (client) return this.#run(client, query, { sentAt: now, pace, sink });
    if (now >= this.#connectsFrom) this.#connecting ??= this.#connect();
    return undefined;
  }

  /** How long a statement took by itself: on a busy machine, longer than it would have to. */
  #learn(name: string, tookMs: number): void {
    if (tookMs > shortMs || this.#paces.has(name) || this.#writing.has(name)) return;
    this.#paces.set(name, new Pace());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connecting;
    this.#drop(false);
    await this.#pool.end();
  }

  async #run(
    client: pg.PoolClient,
    query: NamedQuery,
    { sentAt, pace, sink }: { readonly sentAt: number; readonly pace: Pace; readonly sink: RowSink | undefined },
  ): Promise<pg.QueryResult> {
    if (this.#waiting++ === 0) this.#headSince = sentAt;
    try {
      return await runPrepared(client, query, { together: true, sink });
    } finally {
      this.#waiting--;
      const now = performance.now();
      pace.took(now - Math.max(sentAt, this.#headSince), now);
      this.#headSince = now;
    }
  }

  async #connect(): Promise<void> {
    try {
      const client = await this.#pool.connect();
      setPipeline(client, true);
      this.#client = client;
      client.once('end', () => this.#drop(true));
    } catch {
      // Whoever asked has gone to another connection and hears of it there.
      this.#connectsFrom = performance.now() + pauseMs;
    }
    this.#connecting = undefined;
  }
  #drop(isBroken: boolean): void {
    this.#client?.release(isBroken);
    this.#client = undefined;
  }
}

/** Read-only connections refuse to lock rows, too. */
const readOnlyTransaction = '25006';
function isRefusedToReaders(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === readOnlyTransaction;
}
