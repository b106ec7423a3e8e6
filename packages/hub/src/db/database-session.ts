import { GenericError } from '@koji/common/errors';
import type pg from 'pg';
import { cancelOnAbort } from './cancel-statement.ts';
import { CollectedRows } from './collected-rows.ts';
import type { Db, PourOptions, Rows, StreamOptions } from './database.ts';
import { type Documents, noDocuments } from './documents.ts';
import { type Effect, Effects } from './effects.ts';
import { commitTransaction, rollbackTransaction } from './end-transaction.ts';
import type { Gate } from './gate.ts';
import { openRows } from './open-rows.ts';
import { PartedRows, type PartReader } from './parted-rows.ts';
import { type ReadyQuery, toQuery } from './pool.ts';
import { runPrepared, setPipeline } from './prepared-query.ts';
import type { PortionSink, RowSink } from './row-reader.ts';
import { type OpenRows, RowStream, readPortions } from './row-stream.ts';
import { type Savepoint, Savepoints } from './savepoints.ts';
import { SentAhead } from './sent-ahead.ts';
import type { SharedReader } from './shared-reader.ts';
import { ShortRows } from './short-rows.ts';
import { takeSideBySide } from './side-by-side.ts';
import type { Sql } from './sql.ts';
import { limitTime } from './time-limit.ts';
import { type Guard, TransactionGuard } from './transaction-guard.ts';

export interface DatabaseSessionOptions {
  readonly readOnly: boolean;
  /** The commit does not wait for the disk: what is written may be forgotten if the database crashes within the second. */
  readonly forgettable?: boolean | undefined;
  onFailedEffect?(error: unknown): void;
  /** Ends what is being read when it fires. Only for sessions without effects that must come to their end. */
  readonly signal?: (() => AbortSignal) | undefined;
  /** What is streamed outside of a transaction waits here for its turn, without a connection. */
  readonly streams?: Gate | undefined;
  /** Where short reads may go as long as the session has no connection. */
  readonly sharedReader?: SharedReader | undefined;
}

/**
 * The database work of one request. A connection is taken at the first statement that is not read elsewhere; a writing session
 * opens its transaction then. `commit` or `rollback` gives it back. What has no answer of its own, like the begin of the
 * transaction, is sent ahead of the next statement and does not cost a round trip.
 */
export class DatabaseSession implements Db {
  readonly #pool: pg.Pool;
  readonly #transactional: boolean;
  readonly #forgettable: boolean;
  readonly #effects: Effects;
  readonly #signal: (() => AbortSignal) | undefined;
  readonly #streams: Gate | undefined;
  readonly #sharedReader: SharedReader | undefined;
  #client: Promise<pg.PoolClient> | undefined;
  readonly #ahead = new SentAhead();
  readonly #savepoints = new Savepoints(this.#ahead);
  #guard: TransactionGuard | undefined;
  #wrote = false;
  #isShared = false;

  constructor(pool: pg.Pool, options: DatabaseSessionOptions) {
    this.#pool = pool;
    this.#signal = options.signal;
    this.#streams = options.streams;
    this.#sharedReader = options.sharedReader;
    this.#effects = new Effects(options.onFailedEffect?.bind(options));
    this.#transactional = !options.readOnly;
    this.#forgettable = options.forgettable ?? false;
  }

  /** True once a statement has changed a row or was run for another effect. */
  get wrote(): boolean {
    return this.#wrote;
  }

  async rows<T>(query: Sql): Promise<T[]> {
    return (await this.#read(query)).rows as T[];
  }
  async row<T>(query: Sql): Promise<T | undefined> {
    return (await this.#read(query)).rows[0] as T | undefined;
  }
  async value<T>(query: Sql): Promise<T | undefined> {
    const row = (await this.#read(query)).rows[0] as Record<string, T> | undefined;
    return row && Object.values(row)[0];
  }
  async run(query: Sql): Promise<number> {
    const rows = (await this.#query(toQuery(query))).rowCount ?? 0;
    // Whatever a select was run for.
    if (this.#transactional && rows > 0) this.#wrote = true;
    return rows;
  }

  stream<T>(query: Sql, { documents = noDocuments, limitS, few }: StreamOptions = {}): Rows<T> {
    // A reader of rows has the connection for itself. What is read among others is collected anyway (rpc/streams.ts).
    if (few || this.#isShared) return this.#shortRows(query, documents, limitS);
    return new RowStream<T>((sink) => this.#openRows(query, sink, limitS), documents);
  }
  #shortRows<T>(query: Sql, documents: Documents, limitS: number | undefined): Rows<T> {
    if (limitS !== undefined) return new CollectedRows<T>(() => limitTime(this, limitS).rows<T>(query), documents);
    return new ShortRows<T>(
      () => this.rows<T>(query),
      (sink) => this.#read(query, sink),
      documents,
    );
  }
  streamAll<T, P>(
    parts: readonly P[],
    query: (part: P) => Sql,
    { documents = noDocuments }: { readonly documents?: Documents } = {},
  ): Rows<T> {
    if (parts.length === 1) return this.#shortRows(query(parts[0] as P), documents, undefined);
    if (!this.#isShared) return new PartedRows<T, P>(() => this.#openParts(), { parts, query, documents });
    const readAll = async () => {
      const all: T[] = [];
      for (const part of parts) all.push(...(await this.rows<T>(query(part))));
      return all;
    };
    return new CollectedRows<T>(readAll, documents);
  }
  #openParts(): Promise<PartReader> {
    return this.#forStream((client, whenClosed) => {
      const callOff = cancelOnAbort(client, this.#signal);
      setPipeline(client, true);
      return {
        read: (query, sink) => this.#send(client, toQuery(query), sink),
        close: () => callOff().finally(whenClosed),
      };
    });
  }
  pour<P>(query: Sql, sink: PortionSink<P>, { few, limitS }: PourOptions = {}): AsyncIterable<P> {
    if ((few || this.#isShared) && limitS === undefined) return this.#pourAtOnce(query, sink);
    return readPortions((opened) => this.#openRows(query, opened, limitS), sink);
  }
  async *#pourAtOnce<P>(query: Sql, sink: PortionSink<P>): AsyncGenerator<P> {
    await this.#read(query, sink);
    const portion = sink.take();
    if (portion !== undefined) yield portion;
  }
  #openRows(query: Sql, sink: RowSink, limitS: number | undefined): Promise<OpenRows> {
    return this.#forStream(async (client, whenClosed) => {
      // A reader of rows has the connection for itself.
      this.#ahead.send(client);
      await Promise.all([this.#ahead.answered, this.#guard?.passed]);
      setPipeline(client, false);
      // In a transaction, to cancel one statement would be to lose all that was done.
      return openRows(client, query, sink, { limitS, signal: this.#signal, cancels: !this.#transactional, whenClosed });
    });
  }
  /** Opens what reads for a while, when it is its turn to. */
  async #forStream<T>(open: (client: pg.PoolClient, whenClosed: () => void) => T | Promise<T>): Promise<T> {
    const leave = await this.#enterStreams();
    try {
      const client = await this.#connected();
      return await open(client, () => {
        setPipeline(client, this.#transactional);
        leave();
      });
    } catch (error) {
      leave();
      throw error;
    }
  }
  async #enterStreams(): Promise<() => void> {
    if (!this.#streams || this.#transactional) return () => undefined;
    if (this.#streams.isFull) (await this.#take())?.release();
    return this.#streams.enter(this.#signal?.());
  }

  async savepoint<T>(step: () => Promise<T>): Promise<T> {
    if (!this.#transactional) return step();
    if (this.#client) await this.#client;
    const savepoint = this.#savepoints.enter({ isBegun: this.#client !== undefined });
    const takeBack = this.#effects.mark();
    try {
      const result = await step();
      this.#savepoints.release(savepoint);
      return result;
    } catch (error) {
      await this.#goBackTo(savepoint);
      await takeBack();
      throw error;
    } finally {
      this.#savepoints.leave(savepoint);
    }
  }

  async #goBackTo({ name, reach }: Savepoint): Promise<void> {
    if (reach === 'nothing' || this.#guard?.refusal) return;
    if (reach === 'transaction') {
      await this.#abandon();
      this.#wrote = false;
      return;
    }
    const client = await this.#connected();
    this.#ahead.send(client);
    await client.query(`rollback to savepoint ${name}`);
    this.#ahead.forgive();
  }

  async each<I, T>(items: readonly I[], step: (item: I) => Promise<T>): Promise<T[]> {
    if (this.#transactional || this.#isShared) {
      const results: T[] = [];
      for (const item of items) results.push(await step(item));
      return results;
    }
    return this.#shared(() => takeSideBySide(items, step, this.#signal?.()));
  }
  async #shared<T>(work: () => Promise<T>): Promise<T> {
    const client = await this.#connected();
    const callOff = cancelOnAbort(client, this.#signal);
    setPipeline(client, true);
    this.#isShared = true;
    try {
      return await work();
    } finally {
      this.#isShared = false;
      setPipeline(client, false);
      await callOff();
    }
  }

  async idle<T>(step: () => Promise<T>): Promise<T> {
    if (this.#wrote || this.#savepoints.areOpen || this.#isShared)
      throw new GenericError('a call that waits must come before all writing, and not in a multiCall');
    await this.#abandon();
    return step();
  }

  onCommit(effect: Effect): void {
    this.#effects.onCommit(effect);
  }
  onRollback(undo: Effect): void {
    this.#effects.onRollback(undo);
  }

  /** Its transactions begin with the guard. One that has begun already goes on with it. */
  async beginWith(guard: Guard): Promise<void> {
    this.#guard = new TransactionGuard(guard);
    if (this.#client) this.#beginGuarded(await this.#client);
  }
  #beginGuarded(client: pg.PoolClient): void {
    this.#guard?.begin(client, (query) => this.#send(client, toQuery(query)));
  }

  /** Commits, gives the connection back, then runs the effects that waited for it. */
  async commit(): Promise<void> {
    const client = await this.#take();
    if (client && this.#transactional) await this.#end(client);
    else client?.release();
    // The steps that heard of it may have kept it for themselves.
    if (this.#guard?.refusal) throw this.#guard.refusal;
    await this.#effects.committed();
  }
  async #end(client: pg.PoolClient): Promise<void> {
    // What the guard has changed does not stay by itself.
    if (this.#guard && !this.#wrote) return rollbackTransaction(client);
    return commitTransaction(client, { pool: this.#pool, effects: this.#effects, commit: () => this.#sendCommit(client) });
  }
  #sendCommit(client: pg.PoolClient): Promise<pg.QueryResult> {
    if (this.#forgettable && this.#wrote) this.#ahead.push('set local synchronous_commit to off');
    return this.#ahead.sendWith(client, 'commit');
  }

  async rollback(): Promise<void> {
    await this.#abandon();
    await this.#effects.rolledBack();
  }
  async #abandon(): Promise<void> {
    const client = await this.#take()?.catch(() => undefined);
    this.#ahead.drop();
    if (client && this.#transactional) await rollbackTransaction(client);
    else client?.release();
  }

  /** The connection, for the one who gives it back. */
  #take(): Promise<pg.PoolClient> | undefined {
    const client = this.#client;
    this.#client = undefined;
    return client;
  }

  #read(query: Sql, sink?: RowSink): Promise<pg.QueryResult> {
    const ready = toQuery(query);
    const run = () => this.#query(ready, sink);
    const reader = this.#client ? undefined : this.#sharedReader;
    if (!reader || ready.name === undefined) return run();
    return reader.read(ready, sink, { connect: () => this.#connected(), run });
  }

  async #query(query: ReadyQuery, sink?: RowSink): Promise<pg.QueryResult> {
    const client = await this.#connected();
    const answered = this.#send(client, query, sink);
    // Where several statements are under way, one look after the client is enough.
    const settled = this.#isShared ? answered : answered.finally(cancelOnAbort(client, this.#signal));
    const result = await (this.#guard ? this.#guard.believe(settled) : settled);
    if (!this.#wrote) this.#wrote = hasChanged(query, result);
    return result;
  }

  #send(client: pg.PoolClient, query: ReadyQuery, sink?: RowSink): Promise<pg.QueryResult> {
    this.#ahead.send(client);
    if (query.name === undefined && !sink) return client.query(query);
    return runPrepared(client, query, { together: this.#isShared || this.#transactional, sink });
  }

  #connected(): Promise<pg.PoolClient> {
    this.#client ??= this.#open();
    return this.#client;
  }
  async #open(): Promise<pg.PoolClient> {
    const client = await this.#pool.connect();
    if (!this.#transactional) return client;
    setPipeline(client, true);
    this.#ahead.push('begin');
    this.#beginGuarded(client);
    this.#savepoints.begin();
    return client;
  }
}

const changesWithin = /^\s*with\b.*\b(?:insert|update|delete)\b/is;
function hasChanged({ text }: ReadyQuery, { command, rowCount }: pg.QueryResult): boolean {
  return (rowCount ?? 0) > 0 && (command !== 'SELECT' || changesWithin.test(text));
}
