import { defineForegroundTask } from '../task.ts';

/** For trying out whether a builder takes tasks at all. */
export const someMethod = defineForegroundTask({
  method: 'someMethod',
  async run() {
    return 42;
  },
});
