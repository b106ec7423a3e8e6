/** A statement that takes longer is not short; one that is proven has to do so half of the last few times. */
export const shortMs = 10;
/** So long nothing takes just because this process or the machine was busy: it counts for several times. */
const reallySlow = { ms: 100, times: 4 };
/** What the last time counts for among the last few. */
const weight = 1 / 8;
/** So long a statement is sent alone then; twice as long each time. */
const firstApartMs = 10_000;
const longestApartMs = 600_000;

/** What is known of a statement that has proved to be short. Times are milliseconds of one clock. */
export class Pace {
  /** The share of times that were slow, the last ones most of all. */
  #slow = 0;
  #apartUntil = Number.NEGATIVE_INFINITY;
  #apartMs = firstApartMs;

  /** It has been slow, and is better sent alone for a while. */
  isApart(now: number): boolean {
    return this.#apartUntil > now;
  }

  took(ms: number, now: number): void {
    const times = ms > reallySlow.ms ? reallySlow.times : 1;
    this.#slow += ((ms > shortMs ? times : 0) - this.#slow) * weight;
    if (this.#slow < 1 / 2) return;
    this.#slow = 0;
    this.#apartUntil = now + this.#apartMs;
    this.#apartMs = Math.min(2 * this.#apartMs, longestApartMs);
  }
}
