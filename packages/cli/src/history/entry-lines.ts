import { pythonStr } from '@koji/common/python-text';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { asctime, utcAsctime } from '../output/times.ts';
import { historyTables } from './sentences.ts';
import type { HistoryEntry } from './timeline.ts';

export interface HistoryStyle {
  readonly events: boolean;
  readonly verbose: boolean;
  readonly utc: boolean;
}

/** An entry as people read it: when, what and by whom; below that the fields that changed, or with `verbose` those that began. */
export function entryLines(entry: HistoryEntry, style: HistoryStyle): string[] {
  const { event, table, happening, row, after } = entry;
  const isBeginning = happening === 'added';
  const moment = Number(row[isBeginning ? 'create_ts' : 'revoke_ts']);
  const who = row[isBeginning ? 'creator_name' : 'revoker_name'];
  const isActive = Boolean((isBeginning ? row : after)?.active);
  const head = [
    style.utc ? utcAsctime(moment) : asctime(moment),
    ...(style.events || style.verbose ? [`(eid ${event})`] : []),
    sentence(entry),
    ...(who === undefined ? [] : [`by ${pythonStr(who)}`]),
    ...(isActive ? ['[still active]'] : []),
  ].join(' ');
  if (after) return [head, ...changedFields(row, after)];
  return isBeginning && style.verbose && table !== 'tag_listing' ? [head, ...beginningFields(table, row)] : [head];
}

function sentence({ table, happening, row }: HistoryEntry): string {
  const other = { added: `${table} entry created`, removed: `${table} entry revoked`, changed: `${table} entry updated` };
  const text = (historyTables[table]?.sentences ?? other)[happening];
  return text.replace(/\{([^}]+)\}/g, (_match, field: string) => pythonStr(row[field] ?? null));
}

/** Fields that the line itself tells, or that nobody wants to read. */
const hidden = new Set([
  'active',
  'create_event',
  'revoke_event',
  'creator_id',
  'revoker_id',
  'creator_name',
  'revoker_name',
  'create_ts',
  'revoke_ts',
]);

/** Ids have a field with the name beside them, which says more. */
function nameField(key: string): string {
  if (key === 'perm_id') return 'permission.name';
  return `${key.replace(/_id$/, '')}.name`;
}

function changedFields(before: WireStruct, after: WireStruct): string[] {
  return Object.keys(before)
    .sort()
    .filter((key) => !hidden.has(key) && !key.startsWith('_') && text(before[key]) !== text(after[key]))
    .filter((key) => !(nameField(key) in before && nameField(key) in after))
    .map((key) => `    ${key}: ${text(before[key])} -> ${text(after[key])}`);
}

function beginningFields(table: string, row: WireStruct): string[] {
  const keys = historyTables[table]?.keys ?? [];
  const told = new Set([...keys, ...keys.map(nameField)]);
  return Object.keys(row)
    .sort()
    .filter((key) => !hidden.has(key) && !told.has(key) && !key.startsWith('_') && !(nameField(key) in row))
    .filter((key) => !row.blocked || key === 'blocked')
    .map((key) => `    ${key.replace(/\.name$/, '')}: ${text(row[key])}`);
}

function text(value: WireValue | undefined): string {
  return pythonStr(value ?? null);
}
