import { anyArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { isId } from '../../lookups/read-id.ts';
import { toggle } from '../../options/flag.ts';
import { selectTasks, taskSelectionFlags } from '../../tasks/select-tasks.ts';
import { watchTasks } from '../../watch/watch-tasks.ts';

export const watchTask = command({
  name: 'watch-task',
  aliases: ['watch-tasks'],
  category: 'monitor',
  summary: 'Track progress of particular tasks',
  usage: '[options] <task id> [<task id> ...]',
  login: 'anonymous',
  args: anyArguments,
  flags: { quiet: toggle('--quiet', 'only wait'), ...taskSelectionFlags },
  async run(context, words, { quiet: isQuiet, ...selection }) {
    const quiet = isQuiet || context.settings.quiet;
    if (Object.values(selection).some(Boolean)) {
      if (words.length > 0) throw new UsageError('Selection options cannot be combined with a task list');
      const tasks = await selectTasks(context, selection);
      if (tasks.length > 0)
        return await watchTasks(
          context,
          tasks.map(({ id }) => id),
          { quiet },
        );
      context.out.line('(no tasks)');
      return 0;
    }
    if (!words.every(isId)) throw new UsageError('task id must be an integer');
    if (words.length === 0) throw new UsageError('at least one task id must be specified');
    return await watchTasks(context, words.map(Number), { quiet });
  },
});
