import { beforeAll, beforeEach } from 'vitest';
import { requireOrSkip } from './require-or-skip.fixture.ts';

/** Sets up for the tests around it, which are skipped where something that they need is missing on this machine (requireOrSkip). */
export function setUpOrSkip(missing: string | undefined, setUp: () => Promise<void>): void {
  beforeAll(async () => {
    if (missing === undefined) await setUp();
  });
  beforeEach((context) => requireOrSkip(missing, context));
}
