import { GenericError } from '@koji/common/errors';
import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { isId } from '../../lookups/read-id.ts';
import { integer, toggle } from '../../options/flag.ts';

export const setTaskPriority = command({
  name: 'set-task-priority',
  category: 'admin',
  summary: 'Set task priority',
  usage: '[options] --priority=<priority> <task_id> [<task_id> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    priority: integer('--priority', 'new priority'),
    recurse: toggle('--recurse', 'change subtasks too'),
  },
  async run({ hub, out }, words, { priority, recurse }) {
    if (priority === undefined) throw new UsageError('You must specify --priority');
    if (!words.every(isId)) throw new UsageError('Task numbers must be integers');
    if (!(await hub.hasPerm('admin'))) {
      const user = await hub.getLoggedInUser();
      throw new CommandFailure(`admin permission required (logged in as ${user?.name})`);
    }
    for (const word of words) {
      try {
        await hub.setTaskPriority(Number(word), priority, { recurse });
      } catch (error) {
        if (!(error instanceof GenericError)) throw error;
        out.warn(`Can't update task priority on task ${word}: ${error.message}`);
      }
    }
  },
});
