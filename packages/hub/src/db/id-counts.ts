/** How often ids were met. They are small numbers without great gaps; a Map of thousands would be a burden for every answer. */
export class IdCounts {
  #counts = new Uint32Array(1024);

  /** How often it had been met before. */
  add(id: number): number {
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
    return (this.#counts[id] ?? 0) > 0;
  }

  ids(): number[] {
    const ids: number[] = [];
    for (const [id, count] of this.#counts.entries()) if (count > 0) ids.push(id);
    return ids;
  }
}
