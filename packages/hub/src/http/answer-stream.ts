import { Readable } from 'node:stream';
import type { AnswerPieces } from '../rpc/finish-answer.ts';

/**
 * A long answer on its way to the client. One who leaves a piece lying for too long is cut off, as unread answers keep a
 * database connection.
 */
export class AnswerStream extends Readable {
  readonly #pieces: AnswerPieces;
  readonly #stallMs: number;
  #watchdog: NodeJS.Timeout | undefined;

  constructor(pieces: AnswerPieces, stallMs: number) {
    super();
    this.#pieces = pieces;
    this.#stallMs = stallMs;
  }

  override _read(): void {
    clearTimeout(this.#watchdog);
    this.#pieces.next().then(
      ({ done, value }) => {
        if (this.destroyed) return;
        if (!done) this.#watchdog = setTimeout(() => this.destroy(new Error('the client has stopped reading')), this.#stallMs);
        this.push(done ? null : value, typeof value === 'string' ? 'utf8' : undefined);
      },
      (error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#watchdog);
    this.#pieces.return().then(() => done(error), done);
  }
}
