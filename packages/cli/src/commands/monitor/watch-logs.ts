import { anyArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { isId } from '../../lookups/read-id.ts';
import { text, toggle } from '../../options/flag.ts';
import { selectTasks } from '../../tasks/select-tasks.ts';
import { watchLogs as watch } from '../../watch/watch-logs.ts';

export const watchLogs = command({
  name: 'watch-logs',
  category: 'monitor',
  summary: 'Watch logs in realtime',
  usage: '[options] <task id> [<task id> ...]',
  login: 'anonymous',
  args: anyArguments,
  flags: {
    log: text('--log', 'only the log of this name'),
    mine: toggle('--mine', 'logs of all your tasks'),
    follow: toggle('-f --follow', 'logs of subtasks too'),
  },
  async run(context, words, { log, mine, follow }) {
    if (mine && words.length > 0) throw new UsageError('Selection options cannot be combined with a task list');
    if (!words.every(isId)) throw new UsageError('task id must be an integer');
    const ids = mine ? (await selectTasks(context, { mine })).map(({ id }) => id) : words.map(Number);
    if (ids.length > 0) await watch(context, ids, { log, follow });
    else if (mine) context.out.line("You've no active tasks.");
    else throw new UsageError('at least one task id must be specified');
  },
});
