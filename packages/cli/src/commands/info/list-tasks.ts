import { noArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { time, toggle } from '../../options/flag.ts';
import { selectTasks, taskSelectionFlags } from '../../tasks/select-tasks.ts';
import { taskLines, taskTableHead } from '../../tasks/task-table.ts';

export const listTasks = command({
  name: 'list-tasks',
  category: 'info',
  summary: 'Print the list of tasks',
  usage: '[options]',
  login: 'required',
  args: noArguments,
  flags: {
    ...taskSelectionFlags,
    quiet: toggle('--quiet', 'print no headings'),
    before: time('--before', 'only tasks from before this time: epoch seconds or a date such as "2020-12-31 12:35"'),
    after: time('--after', 'only tasks from after this time'),
    all: toggle('--all', 'finished tasks too (together with --after)'),
  },
  async run(context, _words, { quiet, ...selection }) {
    const { out, settings } = context;
    if (selection.all && !selection.after) throw new UsageError('--all must be used with --after');
    const tasks = await selectTasks(context, selection);
    if (tasks.length === 0) out.line('(no tasks)');
    else if (!quiet && !settings.quiet) out.line(taskTableHead);
    for (const line of taskLines(tasks)) out.line(line);
  },
});
