import { UsageError } from './errors.ts';

/** How many words a command takes behind its flags. */
export interface ArgumentCount {
  readonly min: number;
  readonly max: number;
}
export const noArguments: ArgumentCount = { min: 0, max: 0 };
/** For commands that look at the words themselves, or at none of them. */
export const anyArguments: ArgumentCount = { min: 0, max: Number.POSITIVE_INFINITY };

export function exactly(count: number): ArgumentCount {
  return { min: count, max: count };
}
export function atLeast(min: number): ArgumentCount {
  return { min, max: Number.POSITIVE_INFINITY };
}
export function between(min: number, max: number): ArgumentCount {
  return { min, max };
}

/** Throws UsageError for too few or too many words. */
export function checkArgumentCount({ min, max }: ArgumentCount, words: readonly string[]): void {
  if (words.length >= min && words.length <= max) return;
  if (max === 0) throw new UsageError('This command takes no arguments');
  const wanted = min === max ? `exactly ${min}` : words.length < min ? `at least ${min}` : `at most ${max}`;
  throw new UsageError(`This command takes ${wanted} argument${wanted.endsWith(' 1') ? '' : 's'}, got ${words.length}`);
}
