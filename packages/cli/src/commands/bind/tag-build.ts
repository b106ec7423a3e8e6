import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { toggle } from '../../options/flag.ts';
import { followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const tagBuild = command({
  name: 'tag-build',
  aliases: ['tag-pkg', 'tag'],
  category: 'bind',
  summary: 'Apply a tag to one or more builds',
  usage: '[options] <tag> <pkg> [<pkg> ...]',
  login: 'required',
  args: atLeast(2),
  flags: {
    force: toggle('--force', 'tag even where the policy says no'),
    wait: waitFlag,
  },
  async run(context, [tag = '', ...builds], { force, wait }) {
    const taskIds: number[] = [];
    for (const build of builds) {
      const taskId = await context.hub.tagBuild(tag, build, { force });
      taskIds.push(taskId);
      context.out.line(`Created task ${taskId}`);
    }
    return await followTasks(context, taskIds, { wait });
  },
});
