import { beforeAll, beforeEach } from 'vitest';

/**
 * Sets up for the tests around it. Where something that they need is missing on this machine they are skipped, with that for a
 * reason; in CI, which has everything, they fail.
 */
export function setUpOrSkip(missing: string | undefined, setUp: () => Promise<void>): void {
  beforeAll(async () => {
    if (missing === undefined) await setUp();
    else if (process.env.CI === 'true') throw new Error(missing);
  });
  beforeEach((context) => {
    if (missing !== undefined) context.skip(missing);
  });
}
