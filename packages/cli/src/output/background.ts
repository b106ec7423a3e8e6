import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Whether nobody watches: no terminal on standard input, or another job is in its foreground. */
export function isInBackground(): boolean {
  if (!isatty(0)) return true;
  const groups = terminalGroups();
  return groups !== undefined && groups.own !== groups.foreground;
}

/** Node has no getpgrp and tcgetpgrp, but Linux tells. */
function terminalGroups(): { readonly own: string | undefined; readonly foreground: string | undefined } | undefined {
  if (process.platform !== 'linux') return undefined;
  // The second field is the command in parentheses, which may hold spaces.
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { own: fields[2], foreground: fields[5] };
}
