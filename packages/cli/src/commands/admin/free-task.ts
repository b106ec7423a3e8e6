import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { isId } from '../../lookups/read-id.ts';

export const freeTask = command({
  name: 'free-task',
  category: 'admin',
  summary: 'Free a task',
  usage: '[options] <task_id> [<task_id> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {},
  async run({ hub }, words) {
    if (!words.every(isId)) throw new UsageError('task_id must be an integer');
    for (const word of words) await hub.freeTask(Number(word));
  },
});
