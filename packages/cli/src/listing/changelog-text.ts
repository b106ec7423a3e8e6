import { changelogDay } from '../output/times.ts';

/** A changelog as spec files have it, with an empty line behind every entry. */
export function changelogText(
  entries: readonly { readonly date: string; readonly author: string; readonly text: string }[],
): string {
  return entries.map(({ date, author, text }) => `* ${changelogDay(date)} ${author}\n${text}\n\n`).join('');
}
