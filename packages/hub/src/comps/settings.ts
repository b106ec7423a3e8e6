import type { WireStruct } from '@koji/common/wire/values';
import { flag, nullable, type Shape, text } from '../rpc/shapes.ts';

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Values<F extends Fields> = { [K in keyof F]: F[K] extends Shape<infer T> ? T : never };

/** What clients may set, by option. */
export const groupFields = {
  exported: nullable(flag),
  display_name: text,
  is_default: nullable(flag),
  uservisible: nullable(flag),
  description: nullable(text),
  langonly: nullable(text),
  biarchonly: nullable(flag),
} as const;
export const packageFields = { type: text, basearchonly: nullable(flag), requires: nullable(text) } as const;
export const requirementFields = { type: nullable(text), is_metapkg: flag } as const;

/** The given options on top of what is there already; undefined when they change nothing. Unknown options are ignored. */
export function mergeSettings<F extends Fields>(fields: F, given: WireStruct, previous: Values<F>): Values<F> | undefined {
  const next = { ...previous };
  for (const name of Object.keys(fields) as (keyof F & string)[]) {
    const value = given[name];
    if (value !== undefined) next[name] = fields[name]?.read(value, name) as Values<F>[typeof name];
  }
  return Object.keys(fields).every((name) => next[name] === previous[name]) ? undefined : next;
}
