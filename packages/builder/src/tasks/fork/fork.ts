import { defineTask } from '../task.ts';

/** Leaves processes behind, to see whether the builder clears them up. */
export const fork = defineTask({
  method: 'fork',
  async run({ runner, log }, { n, m }) {
    for (let count = 0; count < n; count++) {
      runner.run(['sleep', String(m)]).catch((err: unknown) => log.warn({ err }, 'could not start a process'));
    }
  },
});
