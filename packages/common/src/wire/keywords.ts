import { isStruct } from '../is-struct.ts';
import type { WireStruct, WireValue } from './values.ts';

/** Positional values followed by the named ones, which travel in a last struct marked `__starstar`. No names, no struct. */
export function withKeywords(positional: readonly WireValue[], named: WireStruct): WireValue[] {
  return Object.keys(named).length === 0 ? [...positional] : [...positional, { ...named, __starstar: true }];
}

/** Takes positional and named values apart again. Only the last value counts, and only with a truthy `__starstar`. */
export function splitKeywords(params: readonly WireValue[]): [WireValue[], WireStruct] {
  const last = params.at(-1);
  if (!isStruct(last) || !Object.hasOwn(last, '__starstar') || !last.__starstar) return [[...params], {}];
  const { __starstar: _marker, ...named } = last;
  return [params.slice(0, -1), named];
}
