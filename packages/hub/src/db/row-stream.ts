import { type EncodedItems, encodedItems } from '@koji/common/wire/encoded-items';
import type { Rows } from './database.ts';
import type { Documents } from './documents.ts';
import { RowEncoder } from './row-encoder.ts';
import { RowObjects } from './row-objects.ts';
import type { PortionSink, RowSink } from './row-reader.ts';
import { nextTurn } from './turns.ts';

/** Rows on their way to a sink. */
export interface OpenRows {
  /** Lets a portion come in; false when it was the last. */
  read(): Promise<boolean>;
  /** Also ends what was not read to its end. */
  close(): Promise<void>;
}

/** The rows of a query that may be long, read as they are consumed: as objects, or straight onto the wire. */
export class RowStream<T> implements Rows<T>, EncodedItems {
  readonly #open: (sink: RowSink) => Promise<OpenRows>;
  readonly #documents: Documents;

  constructor(open: (sink: RowSink) => Promise<OpenRows>, documents: Documents) {
    this.#open = open;
    this.#documents = documents;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const rows of this.batches()) yield* rows;
  }

  batches(): AsyncGenerator<T[]> {
    return readPortions(this.#open, new RowObjects<T>(this.#documents));
  }

  [encodedItems](): AsyncGenerator<Uint8Array> {
    return readPortions(this.#open, new RowEncoder(this.#documents));
  }
}

/** Reads rows to their end, a portion at a time, and gives what the sink made of each. */
export async function* readPortions<P>(open: (sink: RowSink) => Promise<OpenRows>, sink: PortionSink<P>): AsyncGenerator<P> {
  const rows = await open(sink);
  try {
    for (let isMore = true; isMore; ) {
      await nextTurn();
      isMore = await rows.read();
      const portion = sink.take();
      if (portion !== undefined) yield portion;
    }
  } finally {
    await rows.close();
  }
}
