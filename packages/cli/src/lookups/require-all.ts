import { CommandFailure } from '../errors.ts';

/** Names every word that nothing was found for; the command ends if there is one. */
export function requireAll(
  words: readonly string[],
  found: readonly unknown[],
  complain: (word: string) => void,
  conclusion: string,
): void {
  const missing = words.filter((_, i) => !found[i]);
  for (const word of missing) complain(word);
  if (missing.length > 0) throw new CommandFailure(conclusion);
}
