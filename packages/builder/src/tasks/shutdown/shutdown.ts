import { StopBuilder } from '../interruptions.ts';
import { defineForegroundTask } from '../task.ts';

/** Ends this builder. */
export const shutdown = defineForegroundTask({
  method: 'shutdown',
  async run() {
    throw new StopBuilder('a task asked for it');
  },
});
