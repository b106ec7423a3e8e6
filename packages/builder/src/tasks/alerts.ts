/** News for a task that waits for its children. One that comes while nobody waits is kept. */
export class Alerts {
  #pending = false;
  #wake: (() => void) | undefined;

  raise(): void {
    this.#pending = true;
    this.#wake?.();
  }

  /** Until the next alert, `timeoutMs` at most. Rejects when the signal fires. */
  async next(timeoutMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#pending) await this.#sleep(timeoutMs, signal);
    this.#pending = false;
    signal.throwIfAborted();
  }

  #sleep(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      signal.addEventListener('abort', finish, { once: true });
      this.#wake = finish;
    });
  }
}
