import { ParameterError } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { isInt32, isStruct } from '../rpc/shapes.ts';

/** Readers for the structs in which builders hand over what they have built. Whatever does not fit is a ParameterError. */
function bad(what: string, expected: string): ParameterError {
  return new ParameterError(`Invalid type for ${what}: expected ${expected}`);
}

export function readTexts(value: WireValue | undefined, what: string): string[] {
  if (!Array.isArray(value)) throw bad(what, 'a list of strings');
  return value.map((item) => readText(item, what));
}
export function readText(value: WireValue | undefined, what: string): string {
  if (typeof value !== 'string') throw bad(what, 'a string');
  return value;
}
export function readInt(value: WireValue | undefined, what: string): number {
  if (!isInt32(value)) throw bad(what, 'an integer');
  return value;
}
export function readStruct(value: WireValue | undefined, what: string): WireStruct {
  if (!isStruct(value)) throw bad(what, 'a struct');
  return value;
}

/** File names by subdirectory. */
export function readTextLists(value: WireValue | undefined, what: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(readStruct(value, what)).map(([key, names]) => [key, readTexts(names, `${what} ${key}`)]),
  );
}
export function readInts(value: WireValue | undefined, what: string): Record<string, number> {
  return Object.fromEntries(Object.entries(readStruct(value, what)).map(([key, item]) => [key, readInt(item, `${what} ${key}`)]));
}
