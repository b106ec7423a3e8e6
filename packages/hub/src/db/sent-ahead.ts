import type pg from 'pg';
import { sendWithOthers } from './prepared-query.ts';

/** Statements without an answer of their own. They go out together with the next that has one, which cannot succeed where they fail. */
export class SentAhead {
  readonly #waiting: string[] = [];
  #answered: Promise<unknown> = Promise.resolve();

  /** When all that was sent has been answered. */
  get answered(): Promise<unknown> {
    return this.#answered;
  }

  push(statement: string): void {
    this.#waiting.push(statement);
  }

  /** To be called before every statement on the connection. */
  send(client: pg.PoolClient): void {
    if (this.#waiting.length === 0) return;
    sendWithOthers(client);
    const sent = client.query(this.#waiting.splice(0).join('; '));
    this.#answered = Promise.all([this.#answered, sent]);
    // Heard of by whoever sends the next one.
    this.#answered.catch(() => undefined);
  }

  /** In one message with another statement, whose answer it is, unless something failed before it. */
  async sendWith(client: pg.PoolClient, statement: string): Promise<pg.QueryResult> {
    const sent: Promise<pg.QueryResult | pg.QueryResult[]> = client.query([...this.#waiting.splice(0), statement].join('; '));
    const [results] = await Promise.all([sent, this.#answered]);
    return [results].flat().at(-1) as pg.QueryResult;
  }

  /** What has failed does not count any more, as the transaction went back to before it. */
  forgive(): void {
    this.#answered = Promise.resolve();
  }

  /** The transaction is over. */
  drop(): void {
    this.#waiting.length = 0;
    this.forgive();
  }
}
