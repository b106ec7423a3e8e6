import { ParameterError } from '@koji/common/errors';
import type { Shape } from '../rpc/shapes.ts';

/** Integers that clients send as text because they may exceed 32 bits. */
export const wideInt: Shape<number> = {
  label: 'an integer, maybe as text',
  read(value, parameter) {
    const n =
      typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : typeof value === 'bigint' ? Number(value) : value;
    if (typeof n !== 'number' || !Number.isSafeInteger(n))
      throw new ParameterError(`Invalid type for ${parameter}: expected an integer`);
    return n;
  },
};
