import { joinArches } from '@koji/common/arch';
import { ParameterError } from '@koji/common/errors';
import type { Shape } from '../rpc/shapes.ts';

/** Arches as clients give them, separated by spaces or in a list; kept separated by single spaces. */
export const archList: Shape<string> = {
  label: 'arches',
  read(value, parameter) {
    if (typeof value === 'string') return joinArches(value, { strict: true });
    if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return joinArches(value, { strict: true });
    throw new ParameterError(`Invalid type for ${parameter}: expected arches in a string or a list`);
  },
};
