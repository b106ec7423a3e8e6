/** Finds the calls after which the process is larger than ever. What it needs again and again is asked for once. */
export class MemoryWatch {
  readonly #thresholdKib: number;
  #highestKib = residentKib();

  constructor(thresholdKib: number) {
    this.#thresholdKib = thresholdKib;
  }

  look(report: (growth: { readonly grownKib: number; readonly residentKib: number }) => void): void {
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
