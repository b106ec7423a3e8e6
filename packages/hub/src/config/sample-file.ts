import type { DocumentedOption } from './documented.ts';
import { kojiOptionGroups } from './koji-options.ts';
import { ownOptions } from './own-options.ts';
import { showValue } from './show-value.ts';

const header = `; All settings of hub.conf. Those that are commented out stand at their default; "koji-hub --print-options" writes
; this file. The files of hub.conf.d/*.conf beside it are read first, in the order of their names; this one wins.

[hub]
`;
const footer = `
; Rules that decide what may be done: name = lines of "test arguments :: action" (docs/policies.md).
; [policy]
; tag =
;     has_perm release :: allow
;     all :: deny
`;

/** A hub.conf with every setting, its meaning, what may stand there and its default. */
export function sampleFile(): string {
  const groups: typeof kojiOptionGroups = [
    ...kojiOptionGroups,
    ['The hub as a web server, and other things of its own', ownOptions],
  ];
  const describedGroups = groups.map(([title, table]) => `\n; --- ${title} ---\n${Object.values(table).map(describe).join('')}`);
  return header + describedGroups.join('') + footer;
}

function describe(option: DocumentedOption<unknown>): string {
  const { doc, kind, key, aliases = [], fallback } = option;
  const names = aliases.length > 0 ? `; also written ${aliases.join(', ')}` : '';
  const value = typeof fallback === 'boolean' ? (fallback ? 'yes' : 'no') : (showValue(option, fallback) ?? '');
  return `\n; ${doc} (${kind}${names})\n; ${key} =${value === '' ? '' : ` ${value}`}\n`;
}
