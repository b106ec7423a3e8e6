import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { Call } from './call.ts';
import type { Shape } from './shapes.ts';

/**
 * One parameter of an API method. `rest` collects surplus positional values (Python's *args),
 * `keywords` surplus named ones (**opts).
 */
export interface Param<Name extends string = string, T = unknown, Required extends boolean = boolean> {
  readonly name: Name;
  readonly shape: Shape<T>;
  readonly required: Required;
  readonly fallback?: T;
  readonly rest?: 'args' | 'keywords';
}

export function param<const N extends string, T>(name: N, shape: Shape<T>): Param<N, T, true> {
  return { name, shape, required: true };
}
/** A parameter with a default. The fallback is what introspection reports, so it must be upstream's. */
export function optional<const N extends string, T>(name: N, shape: Shape<T>, fallback: T): Param<N, T, false> {
  return { name, shape, required: false, fallback };
}
export function rest<const N extends string>(name: N): Param<N, WireValue[], false> & { readonly rest: 'args' } {
  return { name, shape: { label: 'values', read: (v) => v as WireValue[] }, required: false, fallback: [], rest: 'args' };
}
export function keywords<const N extends string>(name: N): Param<N, WireStruct, false> & { readonly rest: 'keywords' } {
  return {
    name,
    shape: { label: 'named values', read: (v) => v as WireStruct },
    required: false,
    fallback: {},
    rest: 'keywords',
  };
}

export type ValueOf<P> = P extends Param<string, infer T> ? T : never;
export type ArgsOf<Ps extends readonly Param[]> = { readonly [P in Ps[number] as P['name']]: ValueOf<P> };

/** Who may make a call. Checked before the arguments are looked at; finer rules live in the method's body. */
export type Access =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'loggedIn' }
  | { readonly kind: 'permission'; readonly anyOf: readonly string[] }
  | { readonly kind: 'builder' };

export const anyone: Access = { kind: 'anyone' };
export const loggedIn: Access = { kind: 'loggedIn' };
/** An exclusive session of a user that is a host. */
export const builder: Access = { kind: 'builder' };
/** Holders of one of the permissions; `admin` always passes. */
export function permitted(...anyOf: string[]): Access {
  return { kind: 'permission', anyOf };
}

/** What is so of a method, or depends on what a call asks of it. */
type OfCall = boolean | ((params: readonly WireValue[], methods: ReadonlyMap<string, AnyMethod>) => boolean);

export interface Method<Name extends string = string, Ps extends readonly Param[] = readonly Param[], R = unknown> {
  readonly name: Name;
  readonly doc: string;
  readonly access: Access;
  /** Of methods that never write: those run on a read-only connection without a transaction. */
  readonly readOnly?: OfCall;
  /**
   * Of methods whose writes a database that crashes within the second may forget, as they come again by themselves: a sign of
   * life, a login. They do not wait for the disk.
   */
  readonly forgettable?: OfCall;
  /** Set for methods that open a session: they run for sessions that have expired. */
  readonly opensSession?: boolean;
  readonly params: Ps;
  run(call: Call, args: ArgsOf<Ps>): Promise<R> | R;
}
/** A method of any shape, for registries. Arguments are checked by its own params, so the variance is safe. */
export type AnyMethod = Omit<Method, 'run'> & { run(call: Call, args: never): unknown };

/** Whether a call of the method can do without a connection that may write, or without waiting for the disk. */
export function isOfCall(
  trait: 'readOnly' | 'forgettable',
  method: AnyMethod | undefined,
  params: readonly WireValue[],
  methods: ReadonlyMap<string, AnyMethod>,
): boolean {
  const is = method?.[trait] ?? false;
  return typeof is === 'boolean' ? is : is(params, methods);
}

export function method<const N extends string, const Ps extends readonly Param[], R>(
  declaration: Method<N, Ps, R>,
): Method<N, Ps, R> {
  return declaration;
}
