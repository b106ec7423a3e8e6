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

export interface Parts<P> {
  readonly parts: readonly P[];
  /** Of the same text for all. */
  query(part: P): Sql;
  readonly documents: Documents;
}

/** The rows of a query for each part, one after the other. */
export class PartedRows<T, P> implements Rows<T>, EncodedItems {
  readonly #open: () => Promise<PartReader>;
  readonly #source: Parts<P>;

  constructor(open: () => Promise<PartReader>, source: Parts<P>) {
    this.#open = open;
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const rows of this.batches()) yield* rows;
  }

  batches(): AsyncGenerator<T[]> {
    return this.#portions(new RowObjects<T>(this.#source.documents));
  }

  [encodedItems](): AsyncGenerator<Uint8Array> {
    return this.#portions(new RowEncoder(this.#source.documents));
  }

  async *#portions<R>(sink: PortionSink<R>): AsyncGenerator<R> {
    const { parts } = this.#source;
    if (parts.length === 0) return;
    const reader = await this.#open();
    const coming: Promise<unknown>[] = [];
    try {
      for (const part of parts) {
        const read = reader.read(this.#source.query(part), sink);
        // Heard of when its turn comes, which may be long after.
        read.catch(() => undefined);
        coming.push(read);
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
