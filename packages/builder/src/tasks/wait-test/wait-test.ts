import { defineTask } from '../task.ts';
import { waitForTasks } from '../wait.ts';

/** Waits for sleeping children, one of which fails and may. */
export const waittest = defineTask({
  method: 'waittest',
  async run(context, { count, seconds }) {
    const { hub, id, log } = context;
    const children: number[] = [];
    for (let index = 0; index < count; index++) {
      children.push(await hub.host.subtask('sleep', [seconds], id, { label: String(index) }));
    }
    const bad = await hub.host.subtask('sleep', ['BAD_ARG'], id, { label: 'bad' });
    const results = await waitForTasks(context, [...children, bad], { all: true, failAny: true, canFail: [bad] });
    log.info({ results: [...results] }, 'all have ended');
  },
});
