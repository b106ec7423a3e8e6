import { ParameterError } from '@koji/common/errors';
import type { WireValue } from '@koji/common/wire/values';
import { describeType, isInt32, isStruct, type Shape } from './shapes.ts';

/**
 * How most things are named in a call: by id, by name, or by a struct with one of them, `id` preferred
 * (hub-behaviour.md §1).
 */
export const info: Shape<number | string> = {
  label: 'an id, a name or a struct of either',
  read(value, parameter) {
    const key = readInfo(value);
    if (key === undefined)
      throw new ParameterError(
        `Invalid type for ${parameter}: expected an id, a name or a struct of either, got ${describeType(value)}`,
      );
    return key;
  },
};

function readInfo(value: WireValue): number | string | undefined {
  if (isInt32(value) || typeof value === 'string') return value;
  if (!isStruct(value)) return undefined;
  const { id, name } = value;
  if (isInt32(id)) return id;
  if (typeof id === 'string' && /^\d{1,9}$/.test(id)) return Number(id);
  return id === undefined && typeof name === 'string' ? name : undefined;
}
