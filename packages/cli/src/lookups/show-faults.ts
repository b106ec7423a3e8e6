import { GenericError } from '@koji/common/errors';
import { CommandFailure } from '../errors.ts';

/** Makes a call whose refusal is an ordinary outcome: the hub's words are shown as they are. */
export async function showFaults<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof GenericError) throw new CommandFailure(error.message);
    throw error;
  }
}
