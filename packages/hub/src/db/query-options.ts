import { GenericError, ParameterError } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { isInt32, isStruct, isTruthy, type Shape } from '../rpc/shapes.ts';
import type { Db } from './database.ts';
import { type Documents, noDocuments, readDocuments } from './documents.ts';
import { join, nothing, raw, type Sql, sql } from './sql.ts';

/** The queryOpts struct of list calls (wire.md §14), whitelisted. */
export interface QueryOptions {
  readonly countOnly: boolean;
  readonly order: readonly { readonly column: string; readonly descending: boolean }[];
  readonly offset: number | undefined;
  readonly limit: number | undefined;
  readonly asList: boolean;
}
export const noQueryOptions: QueryOptions = { countOnly: false, order: [], offset: undefined, limit: undefined, asList: false };
const known = new Set(['countOnly', 'order', 'offset', 'limit', 'asList', 'rowlock', 'group', 'transform']);

export const queryOptions: Shape<QueryOptions | null> = {
  label: 'query options',
  read(value, parameter) {
    if (!isTruthy(value)) return null;
    if (!isStruct(value)) throw new ParameterError(`Invalid type for ${parameter}: expected query options`);
    return readQueryOptions(value);
  },
};

export function readQueryOptions(given: WireStruct): QueryOptions {
  for (const key of Object.keys(given)) if (!known.has(key)) throw new ParameterError(`Invalid query option: ${key}`);
  for (const key of ['rowlock', 'group', 'transform'])
    if (isTruthy(given[key])) throw new ParameterError(`Query option not available to clients: ${key}`);
  const order = given.order;
  if (order !== undefined && order !== null && typeof order !== 'string')
    throw new ParameterError('Invalid type for queryOpts order: expected a string');
  return {
    countOnly: isTruthy(given.countOnly),
    order: (order || '')
      .split(',')
      .filter(Boolean)
      .map((term) => ({ column: term.replace(/^-/, ''), descending: term.startsWith('-') })),
    offset: readBound(given.offset, 'offset'),
    limit: readBound(given.limit, 'limit'),
    asList: isTruthy(given.asList),
  };
}
function readBound(value: WireValue | undefined, name: string): number | undefined {
  if (!isTruthy(value)) return undefined;
  if (!isInt32(value) || value < 0) throw new ParameterError(`Invalid value for queryOpts ${name}: ${String(value)}`);
  return value;
}

/** A query taken apart so that counting, ordering and paging can be put on. */
export interface ListQuery {
  /** Answer key to SQL expression. Keys are the ones clients may order by. */
  readonly columns: Readonly<Record<string, Sql>>;
  /** `from … join …` */
  readonly from: Sql;
  readonly where: Sql;
  /**
   * What the rows stem from: `from` without joins that neither lose nor add any and that `where` does without. Enough to count
   * them, and to find a page far in by its ids.
   */
  readonly rows?: { readonly from: Sql; readonly id?: Sql } | undefined;
  /** Used when the client names no order. */
  readonly defaultOrder?: Sql | undefined;
  /** What the client's order leaves equal keeps the default order. */
  readonly keepsOrder?: boolean | undefined;
  /** Columns that are answered as the values their texts hold. */
  readonly documents?: Documents | undefined;
  /** What clients may order by beside the columns. */
  readonly orderable?: Readonly<Record<string, Sql>> | undefined;
}

/** The rows of a list query, documents read. */
export async function listRows<T>(db: Db, query: ListQuery, options: QueryOptions | null = null): Promise<T[]> {
  const { documents = noDocuments } = query;
  return (await db.rows<T>(selectWith(query, options))).map((row) => readDocuments(row, documents));
}

/** Carries out a list call: rows as structs, as arrays in alphabetical key order (asList), or their number (countOnly). */
export async function listWith<T>(db: Db, query: ListQuery, options: QueryOptions | null): Promise<T[] | number | unknown[][]> {
  const opts = options ?? noQueryOptions;
  if (opts.countOnly) return countRows(db, query, opts);
  const rows = await listRows<T>(db, query, opts);
  if (!opts.asList) return rows;
  const keys = Object.keys(query.columns).sort();
  return rows.map((row) => keys.map((key) => (row as Record<string, unknown>)[key]));
}

/**
 * Up to here a list is short: read at once, by a statement that stays prepared, as to plan joins takes longer than to read a page.
 * Where a list does not begin at its beginning the plan depends on how far in it does.
 */
const shortRows = 1000;
function isShort({ limit, offset }: QueryOptions): boolean {
  return limit !== undefined && limit <= shortRows && offset === undefined;
}

/** As listWith, for lists that may be long: unless their limit says otherwise, rows are read while the answer is written. */
export async function streamWith<T>(
  db: Db,
  query: ListQuery,
  options: QueryOptions | null,
): Promise<AsyncIterable<T> | number | AsyncIterable<unknown[]>> {
  const opts = options ?? noQueryOptions;
  if (opts.countOnly) return countRows(db, query, opts);
  const rows = db.stream<T>(selectWith(...farIn(query, opts)), { documents: query.documents, few: isShort(opts) });
  return opts.asList ? asLists(rows, Object.keys(query.columns).sort()) : rows;
}
async function* asLists<T>(rows: AsyncIterable<T>, keys: readonly string[]): AsyncGenerator<unknown[]> {
  for await (const row of rows) yield keys.map((key) => (row as Record<string, unknown>)[key]);
}

type Columns = ListQuery['columns'];
const merged = new WeakMap<Columns, WeakMap<Columns, Columns>>();
/** Columns with further ones behind them: always the same for the same two, so that their select list is written once. */
export function withColumns(columns: Columns, further: Columns | undefined): Columns {
  if (!further || Object.keys(further).length === 0) return columns;
  const known = merged.get(columns) ?? new WeakMap<Columns, Columns>();
  const both = known.get(further) ?? { ...columns, ...further };
  known.set(further, both);
  merged.set(columns, known);
  return both;
}

/** Most tables of columns are made once and asked for again and again. */
const selectLists = new WeakMap<Columns, Sql>();
function selectList(columns: Columns): Sql {
  const known = selectLists.get(columns) ?? writeSelectList(columns);
  selectLists.set(columns, known);
  return known;
}
function writeSelectList(columns: Columns): Sql {
  const list = join(
    Object.entries(columns).map(([alias, expression]) => sql`${expression} as ${raw(quoteIdentifier(alias))}`),
    ', ',
  );
  return list.values.length === 0 ? raw(list.text) : list;
}

/** The SELECT of a list query with the client's order and bounds. */
export function selectWith(query: ListQuery, options: QueryOptions | null): Sql {
  const opts = options ?? noQueryOptions;
  return sql`select ${selectList(query.columns)} ${query.from} where ${query.where}${orderClause(query, opts)}${boundsClause(opts)}`;
}
/** Of the rows before a page far in nothing is looked up. */
function farIn(query: ListQuery, opts: QueryOptions): [ListQuery, QueryOptions] {
  const { rows } = query;
  const isById = rows?.id && opts.order.every(({ column }) => query.columns[column] === rows.id);
  if (!isById || opts.offset === undefined) return [query, opts];
  const ids = sql`select ${rows.id} ${rows.from} where ${query.where}${orderClause(query, opts)}${boundsClause(opts)}`;
  return [
    { ...query, where: sql`${rows.id} in (${ids})` },
    { ...opts, offset: undefined, limit: undefined },
  ];
}
async function countRows(db: Db, query: ListQuery, opts: QueryOptions): Promise<number> {
  const from = query.rows?.from ?? query.from;
  const bounded = opts.limit !== undefined || opts.offset !== undefined;
  const count = bounded
    ? await db.value<number>(sql`select count(*) from (select 1 ${from} where ${query.where}${boundsClause(opts)}) as bounded`)
    : await db.value<number>(sql`select count(*) ${from} where ${query.where}`);
  return count ?? 0;
}
function orderClause(query: ListQuery, opts: QueryOptions): Sql {
  if (opts.order.length === 0) return query.defaultOrder ? sql` order by ${query.defaultOrder}` : nothing;
  const terms = opts.order.map(({ column, descending }) => {
    const expression = [query.columns, query.orderable ?? {}].find((known) => Object.hasOwn(known, column))?.[column];
    if (expression === undefined) throw new GenericError(`Invalid order: ${column}`);
    return descending ? sql`${expression} desc` : expression;
  });
  if (query.keepsOrder && query.defaultOrder) terms.push(query.defaultOrder);
  return sql` order by ${join(terms, ', ')}`;
}
function boundsClause(opts: QueryOptions): Sql {
  const offset = opts.offset === undefined ? nothing : sql` offset ${opts.offset}`;
  const limit = opts.limit === undefined ? nothing : sql` limit ${isUsual(opts.limit) ? raw(String(opts.limit)) : opts.limit}`;
  return sql`${offset}${limit}`;
}
/**
 * A limit that is part of the text is known when a statement is prepared: the plan is one for the first few rows, not for the tenth
 * part that PostgreSQL assumes otherwise. Each makes a statement of its own, so only those that people ask for are.
 */
function isUsual(limit: number): boolean {
  return Number.isInteger(limit) && (limit <= 10 || (limit <= shortRows && limit % 50 === 0));
}
// Aliases come from our own tables of columns; dotted ones such as build.state need the quotes.
function quoteIdentifier(alias: string): string {
  return `"${alias.replaceAll('"', '""')}"`;
}
