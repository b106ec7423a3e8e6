import type { Child } from 'hono/jsx';
import type { Visit } from '../pages/page.ts';
import type { Query } from '../pages/query.ts';
import { Empty } from './facts.tsx';

/** One column of a list. With `order` its heading sorts. */
export interface Column<Row> {
  readonly label: string;
  readonly order?: string;
  /** What it is to the row: on a phone the title and the state make up the first line. */
  readonly kind?: 'title' | 'state' | 'number' | 'id';
  cell(row: Row): Child;
}

/** Which part of a list is shown, and how it is sorted. Several lists of one page have prefixes. */
export interface Paging {
  readonly start: number;
  readonly size: number;
  readonly order: string;
  readonly hasMore: boolean;
  /** Known only where counting is cheap. */
  readonly total?: number;
  readonly prefix?: string;
  /** How many entries of the list the rows are, where some have several. */
  readonly shown?: number;
}
/** What the address says about one list. */
export interface ListPlace {
  readonly start: number;
  readonly order: string;
  readonly prefix?: string;
}
/** A part of a list with where it is from. */
export interface Paged<Row> {
  readonly rows: readonly Row[];
  readonly paging: Paging;
}

export const pageSize = 50;

/** Reads `start` and `order`, or `packageStart` and `packageOrder` of a list with a prefix. */
export function listPlace<const T extends string>(
  query: Query,
  columns: readonly T[],
  fallback: NoInfer<T> | `-${NoInfer<T>}`,
  prefix?: string,
): ListPlace {
  const [start, order] = prefix ? [`${prefix}Start`, `${prefix}Order`] : ['start', 'order'];
  return { start: query.start(start), order: query.order(columns, fallback, order), ...(prefix ? { prefix } : {}) };
}
/** The options that ask the hub for one page and one row more, which tells whether there is another page. */
export function onePage({ start, order }: ListPlace, size = pageSize) {
  return { order, offset: start, limit: size + 1 };
}
/** Cuts the extra row off again. */
export function cutPage<Row>(rows: readonly Row[], at: ListPlace & { total?: number }, size = pageSize): Paged<Row> {
  return { rows: rows.slice(0, size), paging: { ...at, size, hasMore: rows.length > size } };
}
/** One page of a list that is in memory as a whole. */
export function sliceList<Row>(rows: readonly Row[], at: ListPlace, size = pageSize): Paged<Row> {
  return cutPage(rows.slice(at.start, at.start + size + 1), { ...at, total: rows.length }, size);
}
/** Whether a list has nothing in it, rather than nothing more on this page. */
export function isEmpty({ rows, paging }: Paged<unknown>): boolean {
  return rows.length === 0 && paging.start === 0;
}
/** Sorts by a property, nothing last, as the hub's own lists do. */
export function sortBy<Row>(
  rows: readonly Row[],
  order: string,
  read: (row: Row, column: string) => string | number | boolean | null | undefined,
): Row[] {
  const descending = order.startsWith('-');
  const column = descending ? order.slice(1) : order;
  const compare = (a: Row, b: Row): number => {
    const [x, y] = [read(a, column) ?? null, read(b, column) ?? null];
    if (x === y) return 0;
    if (x === null || y === null) return x === null ? 1 : -1;
    return x < y ? -1 : 1;
  };
  return [...rows].sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
}

export interface ListingProps<Row> {
  /** What the list is, for those who hear it. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly (Column<Row> | false | undefined)[];
  /** What to say when there is nothing. */
  readonly empty: Child;
  readonly paging?: Paging;
  readonly visit?: Visit;
  rowClass?(row: Row): string | undefined;
}

/** A table of rows, with paging below where it has any. */
export function Listing<Row>({ label, rows, columns, empty, paging, visit, rowClass }: ListingProps<Row>): Child {
  const shown = columns.filter((column) => column !== false && column !== undefined);
  if (rows.length === 0 && !(paging && paging.start > 0)) return <Empty>{empty}</Empty>;
  return (
    <div class="listing">
      <div class="scroll card">
        <table aria-label={label}>
          <thead>
            <tr>
              {shown.map((column) => (
                <ColumnHead column={column} paging={paging} visit={visit} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr class={rowClass?.(row)}>
                {shown.map((column) => (
                  <td class={column.kind} data-label={column.label}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {paging && visit ? <Pager label={label} paging={paging} visit={visit} count={paging.shown ?? rows.length} /> : null}
    </div>
  );
}

function ColumnHead<Row>({
  column,
  paging,
  visit,
}: {
  column: Column<Row>;
  paging: Paging | undefined;
  visit: Visit | undefined;
}): Child {
  if (column.order === undefined || !paging || !visit) {
    return (
      <th scope="col" class={column.kind}>
        {column.label}
      </th>
    );
  }
  const isUp = paging.order === column.order;
  const isDown = paging.order === `-${column.order}`;
  // Ids are numbers that grow with time: the newest first is what one wants to see.
  const first = /(^|_)id$/.test(column.order) ? `-${column.order}` : column.order;
  const next = isUp ? `-${column.order}` : isDown ? column.order : first;
  return (
    <th scope="col" class={column.kind} aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}>
      <a href={sameList(visit, paging, { order: next, start: undefined })}>{column.label}</a>
    </th>
  );
}

function Pager({ label, paging, visit, count }: { label: string; paging: Paging; visit: Visit; count: number }): Child {
  const { start, size, hasMore, total } = paging;
  if (start === 0 && !hasMore)
    return total === undefined || total < 10 ? null : <p class="pager">{total.toLocaleString('en')} in all</p>;
  const range = count === 0 ? 'Nothing here' : `${(start + 1).toLocaleString('en')}–${(start + count).toLocaleString('en')}`;
  const previous = Math.max(0, start - size) || undefined;
  return (
    <nav class="pager" aria-label={`Pages of ${label}`}>
      {start > 0 ? (
        <a rel="prev" href={sameList(visit, paging, { start: previous })}>
          ← Previous
        </a>
      ) : null}
      <span>
        {range}
        {total === undefined ? '' : ` of ${total.toLocaleString('en')}`}
      </span>
      {hasMore ? (
        <a rel="next" href={sameList(visit, paging, { start: start + size })}>
          Next →
        </a>
      ) : null}
    </nav>
  );
}

/** Addresses of the same list; prefixed lists write packageStart and packageOrder. */
function sameList(visit: Visit, { prefix }: Paging, changes: { start?: number | undefined; order?: string | undefined }): string {
  const named = Object.entries(changes).map(([key, value]) => [
    prefix ? `${prefix}${key[0]?.toUpperCase()}${key.slice(1)}` : key,
    value,
  ]);
  const text = visit.query.with(Object.fromEntries(named));
  return `${visit.page || './'}${text === '' ? '' : `?${text}`}`;
}
