/** Ids up to here are counted in an array as long as the largest. */
const maxDense = 1 << 20;

/** How often ids were met. Most are small numbers without great gaps, of which a Map of thousands would be a burden for every answer. */
export class IdCounts {
  #counts = new Uint32Array(1024);
  readonly #large = new Map<number, number>();

  /** How often it had been met before. */
  add(id: number): number {
    if (id >= maxDense) {
      const before = this.#large.get(id) ?? 0;
      this.#large.set(id, before + 1);
      return before;
    }
    if (id >= this.#counts.length) {
      const larger = new Uint32Array(Math.max(id + 1, 2 * this.#counts.length));
      larger.set(this.#counts);
      this.#counts = larger;
    }
    const before = this.#counts[id] as number;
    this.#counts[id] = before + 1;
    return before;
  }

  has(id: number): boolean {
    return (this.#counts[id] ?? 0) > 0 || this.#large.has(id);
  }

  ids(): number[] {
    const ids: number[] = [];
    for (const [id, count] of this.#counts.entries()) if (count > 0) ids.push(id);
    return [...ids, ...this.#large.keys()];
  }
}
