import { noDocuments } from '../db/documents.ts';
import type { ListQuery } from '../db/query-options.ts';
import { allOf, join, raw, type Sql, sql, when } from '../db/sql.ts';
import type { VersionedTable } from '../db/versioned.ts';
import { groupTable, type HistoryFilter, historyTables, references } from './tables.ts';

export interface HistoryOptions {
  /** Filter to the value its column must have. */
  readonly values: ReadonlyMap<HistoryFilter, number | string | null>;
  readonly active: boolean | null;
  readonly editor: number | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly beforeEvent: number | null;
  readonly afterEvent: number | null;
}

/** A list query, and what its rows stem from: enough to count them. */
export interface HistoryQuery extends ListQuery {
  readonly rows: { readonly from: Sql };
}

/** The history of one table; undefined when a filter has no meaning there. Rows come in the order they were made. */
export function historyQuery(table: VersionedTable, options: HistoryOptions): HistoryQuery | undefined {
  const { columns, filters, extra, documents = noDocuments } = historyTables[table];
  const narrowing: Sql[] = [];
  for (const [filter, value] of options.values) {
    const targets = filters[filter];
    if (!targets) return undefined;
    narrowing.push(
      sql`(${join(
        targets.map((target) => sql`${columnOf(target)} = ${value}`),
        ' or ',
      )})`,
    );
  }
  const names = columns.flatMap((column) => referenceOf(table, column));
  const tests = timeTests(options);
  const rows = sql`from ${raw(table)} as history ${extra?.join ?? sql``}`;
  return {
    rows: { from: rows },
    columns: {
      ...Object.fromEntries(
        columns.map((column) => [column, column in documents ? sql`${columnOf(column)}::text` : columnOf(column)]),
      ),
      ...Object.fromEntries(names.map(({ key, alias }) => [key, sql`${raw(alias)}.name`])),
      ...extra?.columns,
      ...commonColumns,
      ...Object.fromEntries(tests.flatMap(({ markers }) => markers)),
    },
    from: sql`
      ${rows}
      ${join([sql``, ...names.map(({ source, alias, column }) => sql`left join ${raw(source)} as ${raw(alias)} on ${raw(alias)}.id = ${columnOf(column)}`)], ' ')}
      join users creator on creator.id = history.creator_id
      left join users revoker on revoker.id = history.revoker_id`,
    where: allOf([
      ...narrowing,
      when(options.active, (active) => (active ? sql`history.active = true` : sql`history.active is null`)),
      ...tests.map(({ condition }) => condition),
    ]),
    defaultOrder: sql`history.create_event`,
    documents,
  };
}
const commonColumns = {
  active: sql`history.active`,
  create_event: sql`history.create_event`,
  revoke_event: sql`history.revoke_event`,
  creator_id: sql`history.creator_id`,
  creator_name: sql`creator.name`,
  revoker_id: sql`history.revoker_id`,
  revoker_name: sql`revoker.name`,
  create_ts: sql`extract(epoch from ${timeOf('create_event')})::float8`,
  revoke_ts: sql`extract(epoch from ${timeOf('revoke_event')})::float8`,
};

/** Looked up row by row. Of a join with all events there ever were PostgreSQL would read them all, though most rows have no end. */
function timeOf(event: 'create_event' | 'revoke_event'): Sql {
  return sql`(select time from events where id = ${columnOf(event)})`;
}

// Names of columns come from our own tables.
function columnOf(name: string): Sql {
  return raw(name.includes('.') ? name : `history.${name}`);
}
function referenceOf(table: VersionedTable, column: string): { source: string; alias: string; key: string; column: string }[] {
  if (column === 'group_id') return [{ source: groupTable(table), alias: 'named_group', key: 'group.name', column }];
  const reference = references[column];
  return reference ? [{ source: reference.table, alias: `named_${column}`, key: reference.key, column }] : [];
}

interface TimeTest {
  readonly condition: Sql;
  /** What says whether it was the making or the end of a row that met the condition. */
  readonly markers: readonly (readonly [string, Sql])[];
}
function timeTests({ editor, before, after, beforeEvent, afterEvent }: HistoryOptions): TimeTest[] {
  const test = (suffix: string, made: Sql, ended: Sql): TimeTest => ({
    condition: sql`(${made} or ${ended})`,
    markers: [
      [`_created_${suffix}`, made],
      [`_revoked_${suffix}`, ended],
    ],
  });
  return [
    editor === null ? undefined : test('by', sql`history.creator_id = ${editor}`, sql`history.revoker_id = ${editor}`),
    after === null
      ? undefined
      : test(
          'after',
          sql`${timeOf('create_event')} > ${after}::timestamptz`,
          sql`${timeOf('revoke_event')} > ${after}::timestamptz`,
        ),
    before === null
      ? undefined
      : test(
          'before',
          sql`${timeOf('create_event')} < ${before}::timestamptz`,
          sql`${timeOf('revoke_event')} < ${before}::timestamptz`,
        ),
    afterEvent === null
      ? undefined
      : test('after_event', sql`history.create_event > ${afterEvent}`, sql`history.revoke_event > ${afterEvent}`),
    beforeEvent === null
      ? undefined
      : test('before_event', sql`history.create_event < ${beforeEvent}`, sql`history.revoke_event < ${beforeEvent}`),
  ].filter((found) => found !== undefined);
}
