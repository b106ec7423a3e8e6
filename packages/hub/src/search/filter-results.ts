import { GenericError, ParameterError } from '@koji/common/errors';
import { withKeywords } from '@koji/common/wire/keywords';
import { Double, type WireStruct, type WireValue } from '@koji/common/wire/values';
import type { Call } from '../rpc/call.ts';
import { isInt32, isStruct, isTruthy } from '../rpc/shapes.ts';
import { collectStreams } from '../rpc/streams.ts';

const wrappers: ReadonlySet<string> = new Set(['count', 'filterResults', 'countAndFilterResults']);

/** The answer of another method under the same session. Long ones are read whole: they are to be sorted or counted. */
export async function answerOf(call: Call, method: string, args: readonly WireValue[], named: WireStruct): Promise<WireValue> {
  if (!call.methods.has(method)) throw new GenericError(`method ${method} doesn't exist`);
  // Wrapping wrappers is of no use, and ever deeper ones would cost the hub dearly.
  if (wrappers.has(method)) throw new GenericError(`${method} cannot be called through another method`);
  return ((await collectStreams(await call.invoke(method, withKeywords(args, named)))) ?? null) as WireValue;
}

export function countOf(answer: WireValue): number {
  if (answer === null) return 0;
  if (Array.isArray(answer)) return answer.length;
  return isStruct(answer) ? Object.keys(answer).length : 1;
}

interface FilterOptions {
  readonly order: { readonly key: string; readonly descending: boolean } | null;
  readonly offset: number;
  readonly limit: number | null;
  /** As in the database: nil comes behind everything. */
  readonly noneGreatest: boolean;
}
export function readFilterOptions(given: WireValue | undefined): FilterOptions {
  const opts = given ?? {};
  if (!isStruct(opts)) throw new ParameterError('Invalid type for filterOpts: expected a struct');
  const { order, offset, limit, noneGreatest = true } = opts;
  if (order !== undefined && order !== null && typeof order !== 'string')
    throw new ParameterError('Invalid type for filterOpts order: expected a string');
  return {
    order: order ? { key: order.replace(/^-/, ''), descending: order.startsWith('-') } : null,
    offset: readBound(offset, 'offset') ?? 0,
    limit: readBound(limit, 'limit'),
    noneGreatest: isTruthy(noneGreatest),
  };
}
function readBound(value: WireValue | undefined, name: string): number | null {
  if (value === undefined || value === null) return null;
  if (!isInt32(value) || value < 0) throw new ParameterError(`Invalid value for filterOpts ${name}: ${String(value)}`);
  return value;
}

/** A list of structs in the order and within the bounds asked for. */
export function filterRows(rows: readonly WireValue[], { order, offset, limit, noneGreatest }: FilterOptions): WireValue[] {
  const sorted = order
    ? [...rows].sort((a, b) => compare(keyOf(a, order.key), keyOf(b, order.key), noneGreatest) * (order.descending ? -1 : 1))
    : rows;
  return sorted.slice(offset, limit === null ? undefined : offset + limit);
}
function keyOf(row: WireValue, key: string): WireValue {
  const value = isStruct(row) ? row[key] : undefined;
  if (value === undefined) throw new GenericError(`Invalid order: ${key}`);
  return value;
}
function compare(a: WireValue, b: WireValue, noneGreatest: boolean): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === noneGreatest ? 1 : -1;
  const [x, y] = [comparable(a), comparable(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
function comparable(value: WireValue): number | bigint | string {
  if (value instanceof Double) return value.value;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? value : JSON.stringify(value);
}
