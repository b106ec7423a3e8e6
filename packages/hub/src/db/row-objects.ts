import type pg from 'pg';
import { columnParser, OID } from './column-types.ts';
import type { Documents } from './documents.ts';
import { readInt } from './int-columns.ts';
import { Cells } from './row-cells.ts';
import type { RowSink } from './row-reader.ts';

type ReadCell = (bytes: Buffer, start: number, end: number) => unknown;

/** Makes objects of rows, as the driver would. */
export class RowObjects<T> implements RowSink {
  readonly #documents: Documents;
  #columns: readonly { readonly name: string; readonly read: ReadCell }[] = [];
  #cells = new Cells(0);
  #rows: T[] = [];

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** The rows since the last time. */
  take(): T[] | undefined {
    return this.#rows.length === 0 ? undefined : this.#rows.splice(0);
  }

  columns(columns: readonly pg.FieldDef[]): void {
    this.#cells = new Cells(columns.length);
    this.#columns = columns.map(({ name, dataTypeID }) => {
      const document = this.#documents[name];
      return { name, read: document ? readText(document) : (readers[dataTypeID] ?? readText(columnParser(dataTypeID))) };
    });
  }

  row(bytes: Buffer, at: number): void {
    const row: Record<string, unknown> = {};
    const cells = this.#cells;
    cells.find(bytes, at);
    let index = 0;
    for (const { name, read } of this.#columns) {
      const start = cells.start(index);
      row[name] = start < 0 ? null : read(bytes, start, cells.end(index));
      index++;
    }
    this.#rows.push(row as T);
  }
}

function readText(parse: (text: string) => unknown): ReadCell {
  return (bytes, start, end) => parse(bytes.toString('utf8', start, end));
}
const readers: Readonly<Record<number, ReadCell>> = {
  [OID.int2]: readInt,
  [OID.int4]: readInt,
  [OID.text]: (bytes, start, end) => bytes.toString('utf8', start, end),
};
