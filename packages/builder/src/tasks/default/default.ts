import { GenericError } from '@koji/common/errors';
import { defineTask } from '../task.ts';

/** What becomes of a request for a method that does not exist. */
export const defaultTask = defineTask({
  method: 'default',
  async run() {
    throw new GenericError('Invalid method: default');
  },
});
