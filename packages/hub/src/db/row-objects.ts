import type pg from 'pg';
import { columnParser } from './column-types.ts';
import { structFromJson } from './json.ts';
import type { RowSink } from './row-reader.ts';

/** Makes objects of rows, as the driver would. */
export class RowObjects<T> implements RowSink {
  readonly #json: readonly string[];
  #columns: readonly { readonly name: string; readonly parse: (text: string) => unknown }[] = [];
  #rows: T[] = [];

  constructor(json: readonly string[]) {
    this.#json = json;
  }

  /** The rows since the last time. */
  take(): T[] | undefined {
    return this.#rows.length === 0 ? undefined : this.#rows.splice(0);
  }

  columns(columns: readonly pg.FieldDef[]): void {
    this.#columns = columns.map(({ name, dataTypeID }) => ({
      name,
      parse: this.#json.includes(name) ? structFromJson : columnParser(dataTypeID),
    }));
  }

  row(bytes: Buffer, at: number): void {
    const row: Record<string, unknown> = {};
    // Behind the number of cells.
    let start = at + 2;
    for (const { name, parse } of this.#columns) {
      const length = bytes.readInt32BE(start);
      start += 4;
      const end = start + Math.max(length, 0);
      row[name] = length < 0 ? null : parse(bytes.toString('utf8', start, end));
      start = end;
    }
    this.#rows.push(row as T);
  }
}
