import type { DocumentedOption, DocumentedTable } from './documented.ts';
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
  const groups: [string, DocumentedTable][] = [
    ...kojiOptionGroups.map(([title, table]): [string, DocumentedTable] => [title, table]),
  ];
  groups.push(['The hub as a web server, and other things of its own', ownOptions]);
  return (
    header +
    groups.map(([title, table]) => `\n; --- ${title} ---\n${Object.values(table).map(describe).join('')}`).join('') +
    footer
  );
}

function describe({ doc, kind, key, aliases = [], fallback }: DocumentedOption<unknown>): string {
  const names = aliases.length > 0 ? `; also written ${aliases.join(', ')}` : '';
  const value = typeof fallback === 'boolean' ? (fallback ? 'yes' : 'no') : (showValue(key, fallback) ?? '');
  return `\n; ${doc} (${kind}${names})\n; ${key} =${value === '' ? '' : ` ${value}`}\n`;
}
