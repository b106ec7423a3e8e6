import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { readId } from '../../lookups/read-id.ts';
import { toggle } from '../../options/flag.ts';
import { printTaskInfo } from '../../tasks/print-task-info.ts';

export const taskinfo = command({
  name: 'taskinfo',
  category: 'info',
  summary: 'Show information about a task',
  usage: '[options] <task_id> [<task_id> ...]',
  login: 'anonymous',
  exactNumbers: true,
  args: atLeast(1),
  flags: {
    recurse: toggle('-r --recurse', 'show its subtasks too'),
    verbose: toggle('-v --verbose', 'show what the task was asked to do'),
  },
  async run(context, ids, style) {
    for (const id of ids) await printTaskInfo(context, readId(id), style);
  },
});
