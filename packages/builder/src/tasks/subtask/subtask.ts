import { defineTask } from '../task.ts';
import { waitForTask } from '../wait.ts';

/** Has children below children, the last of which sleeps. */
export const subtask = defineTask({
  method: 'subtask',
  async run(context, { n }) {
    const { hub, id } = context;
    const child =
      n > 0
        ? await hub.host.subtask('subtask', [n - 1], id, { label: 'foo' })
        : await hub.host.subtask('sleep', [15], id, { label: 'bar' });
    await waitForTask(context, child);
  },
});
