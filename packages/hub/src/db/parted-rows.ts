import { type EncodedItems, encodedItems } from '@koji/common/wire/encoded-items';
import type { Rows } from './database.ts';
import type { Documents } from './documents.ts';
import { RowEncoder } from './row-encoder.ts';
import { RowObjects } from './row-objects.ts';
import type { PortionSink, RowSink } from './row-reader.ts';
import type { Sql } from './sql.ts';
import { nextTurn } from './turns.ts';

/** Runs queries on a connection, one behind the other. */
export interface PartReader {
  read(query: Sql, sink: RowSink): Promise<unknown>;
  /** When all that was asked has been answered. */
  close(): Promise<void>;
}

/** So many are asked for while one is taken: PostgreSQL has always something to do, and no more waits in memory. */
const ahead = 2;

/** The rows of many queries of the same text, one after the other. */
export class PartedRows<T> implements Rows<T>, EncodedItems {
  readonly #open: () => Promise<PartReader>;
  readonly #queries: readonly Sql[];
  readonly #documents: Documents;

  constructor(open: () => Promise<PartReader>, queries: readonly Sql[], documents: Documents) {
    this.#open = open;
    this.#queries = queries;
    this.#documents = documents;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const rows of this.batches()) yield* rows;
  }

  batches(): AsyncGenerator<T[]> {
    return this.#portions(new RowObjects<T>(this.#documents));
  }

  [encodedItems](): AsyncGenerator<Uint8Array> {
    return this.#portions(new RowEncoder(this.#documents));
  }

  async *#portions<P>(sink: PortionSink<P>): AsyncGenerator<P> {
    if (this.#queries.length === 0) return;
    const reader = await this.#open();
    const coming: Promise<unknown>[] = [];
    try {
      for (const query of this.#queries) {
        coming.push(reader.read(query, sink));
        if (coming.length > ahead) yield* nextPortion(coming, sink);
      }
      while (coming.length > 0) yield* nextPortion(coming, sink);
    } finally {
      await Promise.allSettled(coming);
      await reader.close();
    }
  }
}

async function* nextPortion<P>(coming: Promise<unknown>[], sink: PortionSink<P>): AsyncGenerator<P> {
  await coming[0];
  void coming.shift();
  await nextTurn();
  // With rows of the next that came along.
  const portion = sink.take();
  if (portion !== undefined) yield portion;
}
