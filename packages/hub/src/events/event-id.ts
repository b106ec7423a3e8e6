import { GenericError } from '@koji/common/errors';
import { isInt32, type Shape } from '../rpc/shapes.ts';

/** The moment a question is about: the id of an event, or nil for now. */
export const eventId: Shape<number | null> = {
  label: 'an event id or nil',
  read(value) {
    if (value === null || isInt32(value)) return value;
    throw new GenericError(`Invalid event: ${JSON.stringify(value)}`);
  },
};
