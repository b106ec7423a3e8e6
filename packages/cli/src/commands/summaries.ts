import type { Category } from '../command.ts';
import { commands } from './catalogue.ts';

/** What the list of commands and the search for a command's word need to know of a command. */
export interface CommandSummary {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly category: Category;
  readonly summary: string;
}

/**
 * Every command's line, in alphabetical order. The bundle has the answer written into it (bundle.mjs): there this module
 * loads no command at all.
 */
export async function loadSummaries(): Promise<readonly CommandSummary[]> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  return loaded.map(({ name, aliases = [], category, summary }) => ({ name, aliases, category, summary }));
}
