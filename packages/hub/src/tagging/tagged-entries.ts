/** Where the numbers of an entry lie. */
const place = { buildId: 0, tagId: 1, createEvent: 2, packageId: 3 } as const;
const fields = 4;
const firstEntries = 256;

/** What is known of tagged builds before anything else about them is read, by column, as PostgreSQL takes it. */
interface TaggedColumns {
  readonly buildIds: readonly number[];
  readonly tagIds: readonly number[];
  readonly createEvents: readonly number[];
}

/** Tagged builds in their order. Kept as numbers side by side, as objects for each in a large tag would be a burden for every answer. */
export class TaggedEntries {
  #numbers = new Int32Array(firstEntries * fields);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(ids: { readonly buildId: number; readonly tagId: number; readonly createEvent: number; readonly packageId: number }): void {
    const at = this.#length * fields;
    if (at === this.#numbers.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[at + place.buildId] = ids.buildId;
    this.#numbers[at + place.tagId] = ids.tagId;
    this.#numbers[at + place.createEvent] = ids.createEvent;
    this.#numbers[at + place.packageId] = ids.packageId;
    this.#length++;
  }

  /** Drops those of all other packages. */
  keepPackages(isKept: (packageId: number) => boolean): void {
    const numbers = this.#numbers;
    let kept = 0;
    for (let at = 0; at < this.#length * fields; at += fields) {
      if (!isKept(numbers[at + place.packageId] as number)) continue;
      numbers.copyWithin(kept * fields, at, at + fields);
      kept++;
    }
    this.#length = kept;
  }

  columns(from: number, to: number): TaggedColumns {
    return {
      buildIds: this.#column(place.buildId, from, to),
      tagIds: this.#column(place.tagId, from, to),
      createEvents: this.#column(place.createEvent, from, to),
    };
  }
  #column(offset: number, from: number, to: number): number[] {
    const column: number[] = [];
    const end = Math.min(to, this.#length) * fields;
    for (let at = from * fields; at < end; at += fields) column.push(this.#numbers[at + offset] as number);
    return column;
  }

  /** Each build once, by id. */
  distinctBuildIds(): number[] {
    const ids = Int32Array.from(this.#column(place.buildId, 0, this.#length)).sort();
    return Array.from(ids.filter((id, index) => index === 0 || id !== ids[index - 1]));
  }
}
