import { type EncodedItems, encodedItems } from '@koji/common/wire/encoded-items';
import { CollectedRows } from './collected-rows.ts';
import type { Documents } from './documents.ts';
import { RowEncoder } from './row-encoder.ts';
import type { RowSink } from './row-reader.ts';

/** Rows that are read at once, as objects or straight onto the wire. */
export class ShortRows<T> extends CollectedRows<T> implements EncodedItems {
  readonly #readInto: (sink: RowSink) => Promise<unknown>;

  constructor(read: () => Promise<T[]>, readInto: (sink: RowSink) => Promise<unknown>, documents: Documents) {
    super(read, documents);
    this.#readInto = readInto;
  }

  async *[encodedItems](): AsyncGenerator<Uint8Array> {
    const encoder = new RowEncoder(this.documents);
    await this.#readInto(encoder);
    const rows = encoder.take();
    if (rows) yield rows;
  }
}
