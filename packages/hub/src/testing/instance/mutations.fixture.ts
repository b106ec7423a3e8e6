import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { isStruct } from '../../rpc/shapes.ts';
import { type PlausibleArguments, plausibleArguments, plausibleValues } from './arguments.fixture.ts';
import type { Things } from './things.fixture.ts';

/** A place in a parameter's value where another value can stand. */
export interface Place {
  /** As in `data.build.name` or `rpms[0]`; `key of logs` for the name of a struct's member. */
  readonly title: string;
  readonly value: WireValue;
  /** The call's arguments with something else in this place. */
  argumentsWith(other: WireValue): PlausibleArguments;
}

/** Every place in the arguments of a method, required, optional or beyond its parameters, down into lists and structs. */
export function placesOf(method: string, things: Things): Place[] {
  const { required, optional, surplus } = plausibleValues(method, things);
  const usual = plausibleArguments(method, things);
  const names = Object.keys(required);
  const at = (i: number, value: WireValue) => ({ ...usual, positional: usual.positional.with(i, value) });
  const named = (name: string, value: WireValue) => ({ ...usual, named: { ...usual.named, [name]: value } });
  return [
    ...names.flatMap((name, i) => within(name, required[name]!, (value) => at(i, value))),
    ...surplus.positional.flatMap((value, i) => within(`args[${i}]`, value, (other) => at(names.length + i, other))),
    ...Object.entries({ ...optional, ...surplus.named }).flatMap(([name, value]) =>
      within(name, value, (other) => named(name, other)),
    ),
  ];
}

function within(title: string, value: WireValue, replace: (other: WireValue) => PlausibleArguments): Place[] {
  const here: Place = { title, value, argumentsWith: replace };
  if (Array.isArray(value))
    return [here, ...value.flatMap((item, i) => within(`${title}[${i}]`, item, (other) => replace(value.with(i, other))))];
  if (!isStruct(value)) return [here];
  return [
    here,
    ...Object.entries(value).flatMap(([key, member]) => [
      keyOf(title, value, key, replace),
      ...within(`${title}.${key}`, member, (other) => replace({ ...value, [key]: other })),
    ]),
  ];
}
function keyOf(title: string, struct: WireStruct, key: string, replace: (other: WireValue) => PlausibleArguments): Place {
  return {
    title: `key ${key} of ${title}`,
    value: key,
    argumentsWith: (other) =>
      replace(Object.fromEntries(Object.entries(struct).map(([name, value]) => [name === key ? String(other) : name, value]))),
  };
}
