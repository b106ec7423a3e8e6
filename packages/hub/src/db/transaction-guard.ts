import type pg from 'pg';
import type { Sql } from './sql.ts';

/** The first statement of a transaction. Where it changes no row, nothing of the transaction is done. */
export interface Guard {
  readonly query: Sql;
  /** Tells by its first row why that is so. */
  readonly reason: Sql;
  refusal(row: unknown): Error;
}

/** Holds the transactions of a session to a guard. It is sent ahead of what it guards, which is believed when it has passed. */
export class TransactionGuard {
  readonly #guard: Guard;
  #passed: Promise<void> = Promise.resolve();
  #refusal: Error | undefined;

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  /** Why nothing that the session does counts. */
  get refusal(): Error | undefined {
    return this.#refusal;
  }

  /** When it has passed, or fails. */
  get passed(): Promise<void> {
    return this.#passed;
  }

  /** Begins a transaction with it. */
  begin(client: pg.PoolClient, send: (query: Sql) => Promise<pg.QueryResult>): void {
    this.#passed = this.#pass(client, send);
    // Heard of by whoever sends the next statement.
    this.#passed.catch(() => undefined);
  }
  async #pass(client: pg.PoolClient, send: (query: Sql) => Promise<pg.QueryResult>): Promise<void> {
    const { query, reason, refusal } = this.#guard;
    const { rowCount } = await send(query);
    if (rowCount !== 0) return;
    // What was sent behind it may have failed the transaction, and then nothing could be asked.
    await client.query('rollback and chain');
    this.#refusal = refusal((await send(reason)).rows[0]);
    throw this.#refusal;
  }

  /** The answer to what was sent behind it. Where both fail, the refusal is what is heard of. */
  async believe<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } finally {
      await this.#passed;
    }
  }
}
