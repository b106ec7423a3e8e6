import { readList } from '@koji/common/rpm/fields';
import type { RpmFile } from '@koji/common/rpm/header';
import type { ChangelogEntry } from '@koji/common/types/rpm';
import { printable } from './printable.ts';

/** The changelog of an rpm as its header has it, newest first. */
export function readChangelog(rpm: RpmFile): ChangelogEntry[] {
  const [times, names, texts] = [readList(rpm, 'CHANGELOGTIME'), readList(rpm, 'CHANGELOGNAME'), readList(rpm, 'CHANGELOGTEXT')];
  return times.slice(0, Math.min(names.length, texts.length)).map((time, at) => ({
    date: localTime(Number(time)),
    date_ts: Number(time),
    author: printable(String(names[at])),
    text: printable(String(texts[at])),
  }));
}

/** `YYYY-MM-DD HH:MM:SS` in the hub's own time zone. */
function localTime(seconds: number): string {
  const at = new Date(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
