import { setTimeout as sleep } from 'node:timers/promises';

/** The first pause; each later one is a fifth longer, up to the profile's poll_interval. */
const firstPauseS = 0.5;
const growth = 1.2;

/**
 * Pauses between looks at something that is awaited. Most short tasks end soon after somebody begins to watch, so the first
 * looks come quickly; a long watch asks the hub no more often than poll_interval says.
 */
export function createPollPause({ pollIntervalS }: { readonly pollIntervalS: number }): () => Promise<void> {
  let nextS = firstPauseS;
  return async () => {
    await sleep(Math.min(nextS, pollIntervalS) * 1000);
    nextS *= growth;
  };
}
