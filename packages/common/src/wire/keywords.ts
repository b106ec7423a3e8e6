import { isStruct } from '../is-struct.ts';
import type { WireStruct, WireValue } from './values.ts';

/**
 * Positional values followed by the named ones, which travel in a last struct marked `__starstar`. No names, no struct; a
 * name without a value is none.
 */
export function withKeywords(
  positional: readonly WireValue[],
  named: { readonly [name: string]: WireValue | undefined },
): WireValue[] {
  const given = Object.entries(named).filter((entry): entry is [string, WireValue] => entry[1] !== undefined);
  return given.length === 0 ? [...positional] : [...positional, { ...Object.fromEntries(given), __starstar: true }];
}

/** Takes positional and named values apart again. Only the last value counts, and only with a truthy `__starstar`. */
export function splitKeywords(params: readonly WireValue[]): [WireValue[], WireStruct] {
  const last = params.at(-1);
  if (!isStruct(last) || !Object.hasOwn(last, '__starstar') || !last.__starstar) return [[...params], {}];
  const { __starstar: _marker, ...named } = last;
  return [params.slice(0, -1), named];
}
