/** Finds the calls after which the process is larger than ever. What it needs again and again is asked for once. */
export class MemoryWatch {
  readonly #thresholdKib: number;
  readonly #pauseMs: number;
  #highestKib = residentKib();
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** Two looks are at least so far apart; a look takes as long as a tenth of a small call. */
  constructor(thresholdKib: number, pauseMs = 0) {
    this.#thresholdKib = thresholdKib;
    this.#pauseMs = pauseMs;
  }

  look(report: (growth: { readonly grownKib: number; readonly residentKib: number }) => void): void {
    if (performance.now() < this.#lookedAt + this.#pauseMs) return;
    this.#lookedAt = performance.now();
    const now = residentKib();
    const grownKib = now - this.#highestKib;
    if (grownKib <= this.#thresholdKib) return;
    this.#highestKib = now;
    report({ grownKib, residentKib: now });
  }
}

function residentKib(): number {
  return Math.round(process.memoryUsage.rss() / 1024);
}
