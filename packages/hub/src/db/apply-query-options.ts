import { GenericError } from '@koji/common/errors';
import { noQueryOptions, type QueryOptions } from './query-options.ts';

/**
 * Query options on a list that does not come from the database. With asList each item becomes an array of the `listed`
 * fields.
 */
export function applyQueryOptions<T extends object>(
  items: readonly T[],
  options: QueryOptions | null,
  listed: readonly (keyof T & string)[],
): T[] | number | unknown[][] {
  const { order, offset = 0, limit, countOnly, asList } = options ?? noQueryOptions;
  const [by, ...surplus] = order;
  // Compatibility: such lists were never sorted by more than one column, and an empty one by any.
  if (surplus.length > 0 && items.length > 0)
    throw new GenericError(`Invalid order: ${order.map(({ column }) => column).join(',')}`);
  if (by !== undefined) for (const item of items) cell(item, by.column);
  const sorted = by === undefined ? items : [...items].sort((a, b) => compareBy(by, a, b));
  const page = sorted.slice(offset, limit === undefined ? undefined : offset + limit);
  if (countOnly) return page.length;
  return asList ? page.map((item) => listed.map((field) => item[field])) : [...page];
}

function compareBy({ column, descending }: QueryOptions['order'][number], a: object, b: object): number {
  const difference = compare(cell(a, column), cell(b, column));
  return descending ? -difference : difference;
}
function cell(item: object, column: string): unknown {
  if (!Object.hasOwn(item, column)) throw new GenericError(`Invalid order: ${column}`);
  return (item as Record<string, unknown>)[column];
}
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
