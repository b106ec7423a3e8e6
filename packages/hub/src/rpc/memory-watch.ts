/** How large the process was a short while before a call began. */
export interface MemoryMark {
  readonly startedAt: number;
  readonly residentKib: number;
}

/** A measure takes as long as a tenth of a small call, so it is taken this seldom before calls. */
const staleMs = 100;
/** What ends sooner has not made much; garbage of many small calls is nobody's doing. */
const shortestCallMs = 10;

/** Finds the calls during which the process has become larger than ever. What it needs again and again is asked for once. */
export class MemoryWatch {
  readonly #thresholdKib: number;
  readonly #shortestMs: number;
  #before = { at: performance.now(), residentKib: residentKib() };
  #highestKib = this.#before.residentKib;

  constructor(thresholdKib: number, shortestMs = shortestCallMs) {
    this.#thresholdKib = thresholdKib;
    this.#shortestMs = shortestMs;
  }

  begin(): MemoryMark {
    const startedAt = performance.now();
    if (startedAt > this.#before.at + staleMs) this.#before = { at: startedAt, residentKib: residentKib() };
    return { startedAt, residentKib: this.#before.residentKib };
  }

  end(mark: MemoryMark, report: (growth: { readonly grownKib: number; readonly residentKib: number }) => void): void {
    if (performance.now() < mark.startedAt + this.#shortestMs) return;
    const now = residentKib();
    const grownKib = now - mark.residentKib;
    if (grownKib <= this.#thresholdKib || now <= this.#highestKib) return;
    this.#highestKib = now;
    report({ grownKib, residentKib: now });
  }
}

function residentKib(): number {
  return Math.round(process.memoryUsage.rss() / 1024);
}
