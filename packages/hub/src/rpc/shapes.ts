import { ParameterError } from '@koji/common/errors';
import { isTruthy } from '@koji/common/is-truthy';
import { Double, type WireStruct, type WireValue } from '@koji/common/wire/values';

export { isTruthy } from '@koji/common/is-truthy';

/**
 * One kind of value a parameter may carry: how to recognise it on the wire and what the method receives.
 * `read` throws the fault the caller gets; most shapes answer ParameterError (1019).
 */
export interface Shape<T> {
  readonly label: string;
  read(value: WireValue, parameter: string): T;
}

export function mismatch(shape: { readonly label: string }, value: WireValue, parameter: string): ParameterError {
  return new ParameterError(`Invalid type for ${parameter}: expected ${shape.label}, got ${describeType(value)}`);
}

/** What the wire calls the type of a value, for messages. */
export function describeType(value: WireValue): string {
  if (value === null) return 'nil';
  if (value instanceof Double) return 'double';
  if (value instanceof Uint8Array) return 'base64';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return Number.isInteger(value) || typeof value === 'bigint' ? 'int' : 'double';
    case 'object':
      return 'struct';
    default:
      return typeof value;
  }
}

export function shape<T>(label: string, read: (value: WireValue) => T | undefined): Shape<T> {
  return {
    label,
    read(value, parameter) {
      const result = read(value);
      if (result === undefined) throw mismatch({ label }, value, parameter);
      return result;
    },
  };
}

export const anything: Shape<WireValue> = { label: 'anything', read: (value) => value };
export const text = shape('a string', (v) => (typeof v === 'string' ? v : undefined));
/** An integer of 32 bits, what PostgreSQL's ids hold; booleans and numeric strings are refused. */
export const int = shape('an integer', (v) => (isInt32(v) ? v : undefined));
/** An integer that may come as text: Koji's own hub turns either into a number. */
export const intOrDigits = shape('an integer, maybe as text', readDigits);
export const bigInteger = shape('an integer', (v) => (isWhole(v) ? v : undefined));
/** Any number, sent as an integer or as a double. */
export const real = shape('a number', (v) => (typeof v === 'number' ? v : v instanceof Double ? v.value : undefined));
/** A number that is not below zero, such as a load. */
export const amount = shape('a number that is not negative', (v) => {
  const number = typeof v === 'number' ? v : v instanceof Double ? v.value : undefined;
  return number !== undefined && number >= 0 ? number : undefined;
});
export const bytes = shape('base64 data', (v) => (v instanceof Uint8Array ? v : undefined));
export const struct = shape<WireStruct>('a struct', (v) => (isStruct(v) ? v : undefined));
export const list = shape<WireValue[]>('a list', (v) => (Array.isArray(v) ? v : undefined));
/** Python truthiness: clients send nil, 0, '' or a boolean for a switch. */
export const flag: Shape<boolean> = { label: 'a boolean', read: (v) => isTruthy(v) };
/** An id or a name. */
export const idOrName = shape<number | string>('an id or a name', (v) =>
  typeof v === 'string' || isInt32(v) ? (v as number | string) : undefined,
);

export function nullable<T>(inner: Shape<T>): Shape<T | null> {
  return { label: `${inner.label} or nil`, read: (v, parameter) => (v === null ? null : inner.read(v, parameter)) };
}
export function listOf<T>(inner: Shape<T>): Shape<T[]> {
  const label = `a list of ${inner.label}`;
  return {
    label,
    read(value, parameter) {
      if (!Array.isArray(value)) throw mismatch({ label }, value, parameter);
      return value.map((item) => inner.read(item, parameter));
    },
  };
}
export function either<A, B>(a: Shape<A>, b: Shape<B>): Shape<A | B> {
  const label = `${a.label} or ${b.label}`;
  return {
    label,
    read(value, parameter) {
      try {
        return a.read(value, parameter);
      } catch (error) {
        if (!(error instanceof ParameterError)) throw error;
      }
      try {
        return b.read(value, parameter);
      } catch (error) {
        if (!(error instanceof ParameterError)) throw error;
        throw mismatch({ label }, value, parameter);
      }
    },
  };
}
export function oneOf<const T extends string>(...allowed: readonly T[]): Shape<T> {
  return shape(`one of ${allowed.join(', ')}`, (v) => (allowed.includes(v as T) ? (v as T) : undefined));
}

export function isStruct(value: unknown): value is WireStruct {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Double) &&
    !(value instanceof Uint8Array) &&
    !(Symbol.asyncIterator in value)
  );
}
/** An integer of 64 bits, as sizes are. */
export function isWhole(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}
/** An integer of 32 bits out of itself or of its digits; undefined for anything else. */
export function readDigits(value: WireValue): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
  return isInt32(number) ? number : undefined;
}
export function isInt32(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -2147483648 && value <= 2147483647;
}
