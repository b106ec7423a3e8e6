import { Cells } from './row-cells.ts';
import type { PortionSink } from './row-reader.ts';

/** Columns of a query that holds nothing but integers, and no null: no object is made of a row. `C` are the columns by number. */
export class IntColumns<C extends readonly number[][]> implements PortionSink<C> {
  #cells = new Cells(0);
  #columns: number[][] = [];

  columns(columns: readonly unknown[]): void {
    this.#cells = new Cells(columns.length);
    if (this.#columns.length === 0) this.#columns = columns.map(() => []);
  }

  row(bytes: Buffer, at: number): void {
    const cells = this.#cells;
    cells.find(bytes, at);
    let index = 0;
    for (const column of this.#columns) {
      column.push(readInt(bytes, cells.start(index), cells.end(index)));
      index++;
    }
  }

  take(): C | undefined {
    if (!this.#columns[0]?.length) return undefined;
    const taken = this.#columns;
    this.#columns = taken.map(() => []);
    return taken as readonly number[][] as C;
  }
}

const [minus, zero] = ['-', '0'].map((character) => character.charCodeAt(0)) as [number, number];
/** An integer that is spelt out between two places. */
export function readInt(bytes: Buffer, start: number, end: number): number {
  const isNegative = bytes[start] === minus;
  let value = 0;
  for (let at = isNegative ? start + 1 : start; at < end; at++) value = value * 10 + (bytes[at] as number) - zero;
  return isNegative ? -value : value;
}
