import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { compareBy } from '../listing/sort-by.ts';
import { type Happening, historyTables } from './sentences.ts';

/** One thing that happened at one event. */
export interface HistoryEntry {
  readonly event: number;
  readonly table: string;
  readonly happening: Happening;
  readonly row: WireStruct;
  /** For a change: how the thing was left. */
  readonly after?: WireStruct;
}

/**
 * Sorts rows into what happened: every row began once and may have ended. An end and a beginning of the same thing at the
 * same event are one change. Rows carry marks (`_created…`, `_revoked…`) for which of their ends a question matched; the
 * other end counts only with `context`.
 */
export function historyTimeline(
  history: { readonly [table: string]: readonly WireStruct[] },
  { context }: { readonly context: boolean },
): HistoryEntry[] {
  const entries = Object.entries(history).flatMap(([table, rows]) =>
    rows.flatMap((row): HistoryEntry[] => [
      ...(row.revoke_event !== null && (context || isMatched(row, '_revoked'))
        ? [entry(row, table, 'removed', row.revoke_event)]
        : []),
      ...(context || isMatched(row, '_created') ? [entry(row, table, 'added', row.create_event)] : []),
    ]),
  );
  entries.sort(compareBy(({ event, table, happening }) => [event, table, happening === 'removed' ? 0 : 1]));
  return joinChanges(entries);
}

function entry(row: WireStruct, table: string, happening: Happening, event: WireValue | undefined): HistoryEntry {
  return { event: Number(event), table, happening, row };
}

function isMatched(row: WireStruct, mark: string): boolean {
  return Object.entries(row).every(([key, value]) => !key.startsWith(mark) || Boolean(value));
}

function joinChanges(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const joined: HistoryEntry[] = [];
  const places = new Map<string, number>();
  for (const each of entries) {
    const keys = historyTables[each.table]?.keys ?? [];
    const thing = JSON.stringify([each.event, each.table, ...keys.map((key) => each.row[key] ?? null)]);
    const place = places.get(thing);
    const earlier = place === undefined ? undefined : joined[place];
    if (place !== undefined && earlier?.happening === 'removed' && each.happening === 'added') {
      joined[place] = { ...earlier, happening: 'changed', after: each.row };
    } else {
      places.set(thing, joined.length);
      joined.push(each);
    }
  }
  return joined;
}
