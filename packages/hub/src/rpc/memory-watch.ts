/** How large the process was a short while before a call began. */
export interface MemoryMark {
  readonly startedAt: number;
  readonly residentKib: number;
}

/** A measure takes as long as a tenth of a small call, so it is taken this seldom before calls, and behind them. */
const staleBeforeMs = 100;
const staleBehindMs = 10;
/** What ends sooner has not made much; garbage of many small calls is nobody's doing. */
const shortestCallMs = 10;

/** Finds the calls during which the process has become larger than ever. What it needs again and again is asked for once. */
export class MemoryWatch {
  readonly #thresholdKib: number;
  readonly #shortestMs: number;
  #measured = measure();
  #highestKib = this.#measured.residentKib;

  constructor(thresholdKib: number, shortestMs = shortestCallMs) {
    this.#thresholdKib = thresholdKib;
    this.#shortestMs = shortestMs;
  }

  begin(): MemoryMark {
    return { startedAt: performance.now(), residentKib: this.#residentKib(staleBeforeMs) };
  }

  end(mark: MemoryMark, report: (growth: { readonly grownKib: number; readonly residentKib: number }) => void): void {
    const tookMs = performance.now() - mark.startedAt;
    if (tookMs < this.#shortestMs) return;
    const now = this.#residentKib(Math.min(staleBehindMs, tookMs / 2));
    const grownKib = now - mark.residentKib;
    if (grownKib <= this.#thresholdKib || now <= this.#highestKib) return;
    this.#highestKib = now;
    report({ grownKib, residentKib: now });
  }

  #residentKib(staleMs: number): number {
    if (performance.now() > this.#measured.at + staleMs) this.#measured = measure();
    return this.#measured.residentKib;
  }
}

function measure(): { readonly at: number; readonly residentKib: number } {
  return { at: performance.now(), residentKib: Math.round(process.memoryUsage.rss() / 1024) };
}
