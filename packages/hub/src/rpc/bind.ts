import { ParameterError } from '@koji/common/errors';
import { splitKeywords } from '@koji/common/wire/keywords';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { AnyMethod, Param } from './method.ts';

/**
 * Positional values plus Koji's trailing `__starstar` struct become one object of named arguments.
 * The wording of unknown, missing and surplus arguments is matched by old clients (wire.md §9).
 */
export function bindArguments(method: Pick<AnyMethod, 'name' | 'params'>, wire: readonly WireValue[]): Record<string, unknown> {
  const [positional, named] = splitKeywords(wire as WireValue[]);
  const plain = method.params.filter((p) => p.rest === undefined);
  const rest = method.params.find((p) => p.rest === 'args');
  const keywords = method.params.find((p) => p.rest === 'keywords');
  if (positional.length > plain.length && !rest) {
    throw new ParameterError(`${method.name}() takes ${plain.length} positional arguments but ${positional.length} were given`);
  }
  const args: Record<string, unknown> = {};
  plain.forEach((p, i) => {
    const isNamed = Object.hasOwn(named, p.name);
    if (i < positional.length && isNamed)
      throw new ParameterError(`${method.name}() got multiple values for argument '${p.name}'`);
    args[p.name] = readParam(method.name, p, i < positional.length ? positional[i] : isNamed ? named[p.name] : undefined);
  });
  const surplus = Object.entries(named).filter(([name]) => !plain.some((p) => p.name === name));
  if (surplus.length > 0 && !keywords) {
    throw new ParameterError(`${method.name}() got an unexpected keyword argument '${surplus[0]?.[0]}'`);
  }
  if (rest) args[rest.name] = positional.slice(plain.length);
  if (keywords) args[keywords.name] = Object.fromEntries(surplus) as WireStruct;
  return args;
}

function readParam(method: string, p: Param, given: WireValue | undefined): unknown {
  if (given !== undefined) return p.shape.read(given, p.name);
  if (p.required) throw new ParameterError(`${method}() missing 1 required positional argument: '${p.name}'`);
  return p.fallback;
}
