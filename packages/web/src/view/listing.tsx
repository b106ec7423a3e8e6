import type { Child } from 'hono/jsx';
import type { Visit } from '../pages/page.ts';

/** One column of a list. With `order` its heading sorts. */
export interface Column<Row> {
  readonly label: string;
  readonly order?: string;
  readonly kind?: 'nvr' | 'number' | 'narrow';
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
}

export const pageSize = 50;

/** The options that ask the hub for one page and one row more, which tells whether there is another page. */
export function onePage(start: number, order: string, size = pageSize) {
  return { order, offset: start, limit: size + 1 };
}
/** Cuts the extra row off again. */
export function cutPage<Row>(rows: readonly Row[], at: { start: number; order: string; prefix?: string; total?: number }, size = pageSize): { rows: Row[]; paging: Paging } {
  return { rows: rows.slice(0, size), paging: { ...at, size, hasMore: rows.length > size } };
}
/** One page of a list that is in memory as a whole. */
export function sliceList<Row>(rows: readonly Row[], at: { start: number; order: string; prefix?: string }, size = pageSize): { rows: Row[]; paging: Paging } {
  return cutPage(rows.slice(at.start, at.start + size + 1), { ...at, total: rows.length }, size);
}
/** Sorts by a property, nothing last, as the hub's own lists do. */
export function sortBy<Row>(rows: readonly Row[], order: string, valueOf: (row: Row, column: string) => string | number | boolean | null | undefined): Row[] {
  const descending = order.startsWith('-');
  const column = descending ? order.slice(1) : order;
  const compare = (a: Row, b: Row): number => {
    const [x, y] = [valueOf(a, column) ?? null, valueOf(b, column) ?? null];
    if (x === y) return 0;
    if (x === null || y === null) return x === null ? 1 : -1;
    return x < y ? -1 : 1;
  };
  return [...rows].sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
}

/** A table of rows, with paging below where it has any. */
export function Listing<Row>({ rows, columns, empty, paging, visit, rowClass, id }: {
  rows: readonly Row[];
  columns: readonly (Column<Row> | false)[];
  empty: string;
  paging?: Paging;
  visit?: Visit;
  rowClass?: (row: Row) => string | undefined;
  id?: string;
}): Child {
  const shown = columns.filter((column) => column !== false);
  if (rows.length === 0 && !(paging && paging.start > 0)) {
    return (
      <p class="empty" id={id}>
        {empty}
      </p>
    );
  }
  return (
    <div class="listing" id={id}>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {shown.map((column) => (
                <th class={column.kind}>
                  <Heading column={column} paging={paging} visit={visit} />
                </th>
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
      {paging && visit ? <Pager paging={paging} visit={visit} count={rows.length} /> : null}
    </div>
  );
}

function Heading<Row>({ column, paging, visit }: { column: Column<Row>; paging?: Paging | undefined; visit?: Visit | undefined }): Child {
  if (column.order === undefined || !paging || !visit) return column.label;
  const isUp = paging.order === column.order;
  const isDown = paging.order === `-${column.order}`;
  // Ids are numbers that grow with time: the newest first is what one wants to see.
  const first = /(^|_)id$/.test(column.order) ? `-${column.order}` : column.order;
  const next = isUp ? `-${column.order}` : isDown ? column.order : first;
  return (
    <a href={sameList(visit, paging, { order: next, start: undefined })} aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}>
      {column.label}
      {isUp ? ' ▲' : isDown ? ' ▼' : ''}
    </a>
  );
}

function Pager({ paging, visit, count }: { paging: Paging; visit: Visit; count: number }): Child {
  const { start, size, hasMore, total } = paging;
  if (start === 0 && !hasMore) return total === undefined || total < 10 ? null : <p class="pager muted">{total} in all</p>;
  const range = count === 0 ? 'nothing here' : `${start + 1}–${start + count}`;
  return (
    <nav class="pager" aria-label="pages of this list">
      {start > 0 ? <a href={sameList(visit, paging, { start: Math.max(0, start - size) || undefined })}>← Previous</a> : <span class="muted">← Previous</span>}
      <span>
        {range}
        {total === undefined ? '' : ` of ${total.toLocaleString('en')}`}
      </span>
      {hasMore ? <a href={sameList(visit, paging, { start: start + size })}>Next →</a> : <span class="muted">Next →</span>}
    </nav>
  );
}

/** Addresses of the same list; prefixed lists write packageStart and packageOrder. */
function sameList(visit: Visit, { prefix }: Paging, changes: { start?: number | undefined; order?: string | undefined }): string {
  const named = Object.entries(changes).map(([key, value]) => [prefix ? `${prefix}${key[0]?.toUpperCase()}${key.slice(1)}` : key, value]);
  const text = visit.query.with(Object.fromEntries(named));
  return `${visit.page || './'}${text === '' ? '' : `?${text}`}`;
}
