import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { text, toggle } from '../../options/flag.ts';
import { isInBackground } from '../../output/background.ts';
import { followTasks } from '../../tasks/follow-task.ts';
import { plainValue } from '../../values/read-value.ts';

export const makeTask = command({
  name: 'make-task',
  category: 'admin',
  summary: 'Create an arbitrary task',
  usage: '[options] <method> [<arg> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    channel: text('--channel', 'channel of the task'),
    priority: text('--priority', 'priority of the task'),
    watch: toggle('--watch', 'watch the task'),
    arch: text('--arch', 'architecture of the task'),
  },
  async run(context, [method = '', ...words], { channel, priority, watch, arch }) {
    const args = words.map(plainValue);
    const options = {
      ...(channel === undefined ? {} : { channel }),
      ...(priority === undefined ? {} : { priority: plainValue(priority) }),
      ...(arch === undefined ? {} : { arch }),
    };
    const taskId = Number(await context.session.call('makeTask', [method, args], options));
    context.out.line(`Created task id ${taskId}`);
    return await followTasks(context, [taskId], { wait: watch && !isInBackground() });
  },
});
