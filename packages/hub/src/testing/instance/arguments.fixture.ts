import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { contract } from '../contract/read-contract.fixture.ts';
import type { Things } from './things.fixture.ts';
import { valuesByMethod } from './values-by-method.fixture.ts';
import { valuesByName } from './values-by-name.fixture.ts';

/** What a call is made with. */
export interface PlausibleArguments {
  readonly positional: readonly WireValue[];
  readonly named: WireStruct;
}
/** Values for a method: of the parameters that must be given, and of those that may be. */
export interface PlausibleValues {
  readonly required: Readonly<Record<string, WireValue>>;
  readonly optional: Readonly<Record<string, WireValue>>;
  /** Those of the optional ones that the call makes no sense without. */
  readonly needed: readonly string[];
  /** What a method takes beyond its parameters. */
  readonly surplus: PlausibleArguments;
}

/**
 * Values for all parameters of a method, such that the call does something: by the parameter's name, and where that is
 * not enough by method. What may be left out and has no value in the tables keeps its default.
 */
export function plausibleValues(method: string, things: Things): PlausibleValues {
  const own: WireStruct = valuesByMethod(things)[method] ?? {};
  const common = valuesByName(things);
  const known = (name: string) => (Object.hasOwn(own, name) ? own[name] : common[name]);
  const required: Record<string, WireValue> = {};
  const optional: Record<string, WireValue> = {};
  for (const param of parametersOf(method)) {
    const [name, fallback] = param.split('=') as [string, string?];
    const value = known(name);
    if (fallback !== undefined) optional[name] = value ?? (JSON.parse(fallback) as WireValue);
    else if (value === undefined) throw new Error(`no value for ${name} of ${method}`);
    else required[name] = value;
  }
  const surplus = { positional: (own['*'] ?? []) as WireValue[], named: (own['**'] ?? {}) as WireStruct };
  return { required, optional, needed: Object.keys(optional).filter((name) => Object.hasOwn(own, name)), surplus };
}
function parametersOf(method: string): string[] {
  return contract[method]!.params.split(/, (?=[\w*])/).filter((param) => param !== '' && !param.startsWith('*'));
}

/** The arguments of a call that the right caller may make. */
export function plausibleArguments(method: string, things: Things): PlausibleArguments {
  const { required, optional, needed, surplus } = plausibleValues(method, things);
  return {
    positional: [...Object.values(required), ...surplus.positional],
    named: { ...Object.fromEntries(needed.map((name) => [name, optional[name]!])), ...surplus.named },
  };
}
