import { DateTime, Double, type WireStruct, type WireValue } from './wire/values.ts';

/** Whether a wire value is a struct, as opposed to a scalar, an array, bytes or a wrapped number or date. */
export function isStruct(value: WireValue | undefined): value is WireStruct {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Uint8Array || value instanceof Double || value instanceof DateTime);
}
