import { setTimeout as pause } from 'node:timers/promises';
import { ParameterError } from '@koji/common/errors';
import { defineTask } from '../task.ts';

/** Does nothing for some seconds. */
export const sleepTask = defineTask({
  method: 'sleep',
  async run({ signal }, { n }) {
    const seconds = typeof n === 'string' ? Number.NaN : Number(n);
    if (!(seconds >= 0)) throw new ParameterError(`sleep: not a number of seconds: ${JSON.stringify(n)}`);
    await pause(seconds * 1000, undefined, { signal });
  },
});
