import type { Nvr } from '../rpm/nvr.ts';
import type { QueryOptions } from '../types/query-options.ts';
import type { Double, WireValue } from '../wire/values.ts';

/** What a client needs to know of one declared method; the hub's own declarations fit. */
export interface DeclaredMethod {
  readonly name: string;
  readonly params: readonly DeclaredParam[];
  run(call: never, args: never): unknown;
}
interface DeclaredParam {
  readonly name: string;
  readonly shape: { read(value: never, parameter: string): unknown };
  readonly required: boolean;
  readonly rest?: 'args' | 'keywords';
}
/** Wire name to declaration. */
export type DeclaredApi = { readonly [name: string]: DeclaredMethod };

/** How an answer looks once it has crossed the wire: doubles are numbers, streams are lists. */
export type Received<T> = WireValue extends T
  ? T
  : T extends Double
    ? number
    : T extends Uint8Array
      ? T
      : T extends AsyncIterable<infer Row>
        ? Received<Row>[]
        : T extends readonly unknown[] | object
          ? { [K in keyof T]: Received<T[K]> }
          : T;

type Accepted<P> = P extends { readonly shape: { read(value: never, parameter: string): infer T } } ? Sendable<T> : never;
/**
 * What is sent where the hub reads something else out of it: plain numbers for doubles, ids and names for the keys of builds
 * and rpms, texts for the order of query options. Where the hub takes anything, so do we.
 */
type Sendable<T> = WireValue extends T
  ? T
  : T extends Double
    ? number
    : T extends Nvr
      ? string | (Nvr & { readonly arch?: string })
      : T extends { readonly id: number }
        ? number | string
        : T extends { readonly countOnly: boolean; readonly order: readonly unknown[] }
          ? QueryOptions
          : T extends readonly (infer Item)[]
            ? Sendable<Item>[]
            : T;
/** Lists are rows unless query options ask for their number or for bare arrays: such an answer needs a cast. */
type Answered<T> = number extends T
  ? unknown[][] extends T
    ? RowsOf<T>
    : AsyncIterable<unknown[]> extends T
      ? RowsOf<T>
      : T
  : T;
type RowsOf<T> = Exclude<T, number | unknown[][] | AsyncIterable<unknown[]>>;
type RequiredValues<Ps extends readonly DeclaredParam[]> = Ps extends readonly [
  infer P,
  ...infer Rest extends readonly DeclaredParam[],
]
  ? P extends { readonly required: true }
    ? [Accepted<P>, ...RequiredValues<Rest>]
    : RequiredValues<Rest>
  : [];
type HasRest<Ps extends readonly DeclaredParam[], K extends 'args' | 'keywords'> =
  Extract<Ps[number], { readonly rest: K }> extends never ? false : true;
type Optional<Ps extends readonly DeclaredParam[]> = {
  readonly [P in Ps[number] as P extends { readonly required: false; readonly name: infer N extends string }
    ? string extends N
      ? never
      : N
    : never]?: Accepted<P>;
};
type Named<Ps extends readonly DeclaredParam[]> =
  HasRest<Ps, 'keywords'> extends true ? Readonly<Record<string, unknown>> : Optional<Ps>;
type ArgumentsFor<Ps extends readonly DeclaredParam[]> =
  HasRest<Ps, 'args'> extends true ? [...RequiredValues<Ps>, ...unknown[]] : [...RequiredValues<Ps>, Named<Ps>?];

type Caller<M> = M extends { readonly params: infer Ps extends readonly DeclaredParam[]; run(call: never, args: never): infer R }
  ? (...args: ArgumentsFor<Ps>) => Promise<Received<Answered<Awaited<R>>>>
  : never;
type Undotted<Name extends string> = Name extends `${string}.${string}` ? never : Name;
type Below<Api, Space extends string> = {
  readonly [Name in keyof Api as Name extends `${Space}.${infer Rest}` ? Rest : never]: Caller<Api[Name]>;
};
type Spaces<Api> = keyof Api extends infer Name ? (Name extends `${infer Space}.${string}` ? Space : never) : never;

/** The typed view of a hub: `hub.getTag('f42', { strict: true })`, `hub.host.openTask(7)`. */
export type Hub<Api> = { readonly [Name in keyof Api as Name extends string ? Undotted<Name> : never]: Caller<Api[Name]> } & {
  readonly [Space in Spaces<Api>]: Below<Api, Space>;
};
/** Carries out a call: positional values, then the named ones. */
export type Invoke = (method: string, positional: readonly WireValue[], named: Readonly<Record<string, unknown>>) => unknown;

/** Turns property accesses into calls. The last argument counts as named options when it is a plain object. */
export function hubProxy<Api>(invoke: Invoke): Hub<Api> {
  return proxyFor('', invoke) as Hub<Api>;
}
function proxyFor(prefix: string, invoke: Invoke): object {
  const target = (...args: unknown[]) => {
    const last = args.at(-1);
    const isNamed = isOptions(last);
    const positional = (isNamed ? args.slice(0, -1) : args).filter((value, i, all) => value !== undefined || i < all.length - 1);
    return invoke(prefix.slice(0, -1), positional as WireValue[], isNamed ? (last as Record<string, unknown>) : {});
  };
  return new Proxy(target, {
    // A promise-like look would make `await hub` call a method named then.
    get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : proxyFor(`${prefix}${name}.`, invoke)),
  });
}

/** Marks a struct that is a value, not the options of the call. */
const structs = new WeakSet<object>();
export function structValue<T extends object>(value: T): T {
  structs.add(value);
  return value;
}
function isOptions(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && !structs.has(value);
}
