/** Where the cells of a row lie in the message that brings it. */
export class Cells {
  readonly #bounds: Int32Array;

  constructor(columns: number) {
    this.#bounds = new Int32Array(2 * columns);
  }

  /** Finds them anew, for the next row. */
  find(bytes: Buffer, at: number): void {
    const bounds = this.#bounds;
    // Behind the number of cells.
    let start = at + 2;
    for (let index = 0; index < bounds.length; index += 2) {
      const length = readInt32(bytes, start);
      start += 4;
      bounds[index] = length < 0 ? -1 : start;
      start += Math.max(length, 0);
      bounds[index + 1] = start;
    }
  }

  /** -1 for null. */
  start(index: number): number {
    return this.#bounds[2 * index] as number;
  }
  end(index: number): number {
    return this.#bounds[2 * index + 1] as number;
  }
}

/** What the buffer's own method does, without its checks of bounds, which are most of what that takes. */
function readInt32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}
