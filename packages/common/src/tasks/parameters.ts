import { ParameterError } from '../errors.ts';
import type { WireStruct, WireValue } from '../wire/values.ts';

/** One parameter of a task method: required unless it has a fallback. `shape` exists for the type checker only. */
export type Parameter<T> = { readonly fallback?: WireValue; readonly shape?: T };
/** Parameters in positional order. */
export type Parameters = { readonly [name: string]: Parameter<unknown> };

export type Signature<P extends Parameters = Parameters> = {
  readonly params: P;
  /** Name under which further positional arguments are collected, where the method takes any. */
  readonly rest?: string;
  /** Name under which further named arguments are collected, where the method takes any. */
  readonly keywords?: string;
};

/** Arguments by name, typed from a signature's parameters. */
export type ArgumentsOf<P extends Parameters> = { -readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

export function required<T extends WireValue>(): Parameter<T> {
  return {};
}

export function optional<T extends WireValue>(fallback: T): Parameter<T> {
  return { fallback };
}

/**
 * Names positional arguments and fills in fallbacks.
 * Throws ParameterError for too many, unknown, repeated or missing arguments, naming the method.
 */
export function bindArguments(
  method: string,
  signature: Signature,
  positional: readonly WireValue[],
  named: WireStruct,
): WireStruct {
  const names = Object.keys(signature.params);
  const { rest, keywords } = signature;
  if (positional.length > names.length && rest === undefined) {
    throw new ParameterError(`${method}: takes ${names.length} arguments, got ${positional.length}`);
  }
  const bound: WireStruct = {};
  for (const [index, name] of names.slice(0, positional.length).entries()) bound[name] = positional[index] ?? null;
  if (rest !== undefined) bound[rest] = positional.slice(names.length);
  const extra: WireStruct = {};
  for (const [name, value] of Object.entries(named)) {
    if (Object.hasOwn(bound, name)) throw new ParameterError(`${method}: argument ${name} given twice`);
    if (names.includes(name)) bound[name] = value;
    else if (keywords === undefined) throw new ParameterError(`${method}: got an unexpected keyword argument '${name}'`);
    else extra[name] = value;
  }
  if (keywords !== undefined) bound[keywords] = extra;
  for (const name of names) {
    const { fallback } = signature.params[name] ?? {};
    if (Object.hasOwn(bound, name)) continue;
    if (fallback === undefined) throw new ParameterError(`${method}: missing required argument ${name}`);
    bound[name] = structuredClone(fallback);
  }
  return bound;
}
