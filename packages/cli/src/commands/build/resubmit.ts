import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { readId } from '../../lookups/read-id.ts';
import { toggle } from '../../options/flag.ts';
import { followTasks, waitFlag } from '../../tasks/follow-task.ts';
import { printTaskInfo } from '../../tasks/print-task-info.ts';

export const resubmit = command({
  name: 'resubmit',
  category: 'build',
  summary: 'Retry a canceled or failed task, using the same parameter as the original task.',
  usage: '[options] <task_id>',
  login: 'required',
  args: exactly(1),
  flags: {
    wait: waitFlag,
    nowatch: toggle('--nowatch', 'another name of --nowait'),
    quiet: toggle('--quiet', 'do not speak of the task'),
  },
  async run(context, [word = ''], { wait, nowatch, quiet: isQuiet }) {
    const { hub, out, settings } = context;
    const quiet = isQuiet || settings.quiet;
    const taskId = readId(word);
    if (!quiet) {
      out.line('Resubmitting the following task:');
      await printTaskInfo(context, taskId, { verbose: true, recurse: false });
    }
    const newId = await hub.resubmitTask(taskId);
    if (!quiet) out.line(`Resubmitted task ${taskId} as new task ${newId}`);
    return await followTasks(context, [newId], { wait: nowatch ? false : wait, quiet });
  },
});
