import type { Rows } from './database.ts';
import { type Documents, readDocuments } from './documents.ts';

/** Rows that are read at once when the first is asked for. */
export class CollectedRows<T> implements Rows<T> {
  readonly #read: () => Promise<T[]>;
  protected readonly documents: Documents;

  constructor(read: () => Promise<T[]>, documents: Documents) {
    this.#read = read;
    this.documents = documents;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const rows of this.batches()) yield* rows;
  }

  async *batches(): AsyncGenerator<T[]> {
    yield (await this.#read()).map((row) => readDocuments(row, this.documents));
  }
}
