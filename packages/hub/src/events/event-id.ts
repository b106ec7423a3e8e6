import { GenericError } from '@koji/common/errors';
import { isInt32, type Shape } from '../rpc/shapes.ts';

/** The moment a question is about: the id of an event, or nil for now. */
export const eventId: Shape<number | null> = {
  label: 'an event id or nil',
  read(value) {
    // Python's callers pass False where they mean None.
    if (value === null || value === false) return null;
    if (isInt32(value)) return value;
    throw new GenericError(`Invalid event: ${JSON.stringify(value)}`);
  },
};
