import { setTimeout as sleep } from 'node:timers/promises';

export interface LoopOptions {
  /** Pause between the end of a round and the start of the next. */
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly log: { error(data: object, message: string): void };
}

/** Runs `step` again and again until the signal fires; a failed round is logged and never ends the loop. */
export async function repeat(step: () => Promise<void>, { everyMs, signal, log }: LoopOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      await step();
    } catch (err) {
      if (!signal.aborted) log.error({ err }, 'round failed');
    }
    await pause(everyMs, signal);
  }
}

/** Sleeps, or less when the signal fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
