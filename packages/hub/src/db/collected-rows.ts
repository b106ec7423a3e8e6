import type { Rows } from './database.ts';
import { withStructs } from './json.ts';

/** Rows that are read at once when the first is asked for. */
export class CollectedRows<T> implements Rows<T> {
  readonly #read: () => Promise<T[]>;
  readonly #json: readonly string[];

  constructor(read: () => Promise<T[]>, json: readonly string[]) {
    this.#read = read;
    this.#json = json;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const rows of this.batches()) yield* rows;
  }

  async *batches(): AsyncGenerator<T[]> {
    yield (await this.#read()).map((row) => withStructs(row, this.#json));
  }
}
