import { setTimeout as sleep } from 'node:timers/promises';

const firstPauseS = 0.5;
const growth = 1.2;

/**
 * Seconds of the pauses between looks at something that is awaited. Most short tasks end soon after somebody begins to watch,
 * so the first looks come quickly; a long watch asks the hub no more often than poll_interval says.
 */
export function* pollPausesS(pollIntervalS: number): Generator<number, never> {
  for (let pauseS = firstPauseS; ; pauseS *= growth) yield Math.min(pauseS, pollIntervalS);
}

/** Pauses longer each time, up to the profile's poll_interval. */
export function createPollPause({ pollIntervalS }: { readonly pollIntervalS: number }): () => Promise<void> {
  const pauses = pollPausesS(pollIntervalS);
  return () => sleep(pauses.next().value * 1000);
}
