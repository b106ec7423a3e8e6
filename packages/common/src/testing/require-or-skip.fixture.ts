import type { TestContext } from 'vitest';

/** Skips a test that needs what this machine lacks, with that for a reason; in CI, which has everything, it fails. */
export function requireOrSkip(missing: string | undefined, { skip }: Pick<TestContext, 'skip'>): void {
  if (missing === undefined) return;
  if (process.env.CI === 'true') throw new Error(missing);
  skip(missing);
}
