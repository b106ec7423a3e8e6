import { href } from '../../view/link.tsx';
import { action } from '../page.ts';
import type { Query } from '../query.ts';

// What is done to a task by one press of a button.

const parse = (query: Query) => ({ taskID: query.id('taskID') });

export const canceltask = action({
  name: 'canceltask',
  parse,
  question: ({ taskID }) => `Cancel task ${taskID}?`,
  button: 'Cancel the task',
  async run({ hub }, { taskID }) {
    await hub.cancelTask(taskID);
    return href('taskinfo', { taskID });
  },
});

export const freetask = action({
  name: 'freetask',
  parse,
  question: ({ taskID }) => `Take task ${taskID} from its host, so that it starts anew?`,
  button: 'Free the task',
  async run({ hub }, { taskID }) {
    await hub.freeTask(taskID);
    return href('taskinfo', { taskID });
  },
});

export const resubmittask = action({
  name: 'resubmittask',
  parse,
  question: ({ taskID }) => `Start task ${taskID} once more, as a new task?`,
  button: 'Resubmit the task',
  async run({ hub }, { taskID }) {
    return href('taskinfo', { taskID: await hub.resubmitTask(taskID) });
  },
});
