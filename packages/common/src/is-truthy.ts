import { isStruct } from './is-struct.ts';
import { Double, type WireValue } from './wire/values.ts';

/** Truth as Python has it: nothing, zero and whatever is empty are false. */
export function isTruthy(value: WireValue | undefined): boolean {
  if (value === null || value === undefined) return false;
  if (value instanceof Double) return value.value !== 0;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  if (isStruct(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}
