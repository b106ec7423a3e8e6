import { exactly } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { oneOf, toggle } from '../../options/flag.ts';
import { followTasks } from '../../tasks/follow-task.ts';

export const saveFailedTree = command({
  name: 'save-failed-tree',
  category: 'misc',
  summary: 'Create tarball with whole buildtree',
  usage: '[options] ID',
  login: 'required',
  args: exactly(1),
  flags: {
    full: toggle('-f --full', 'the whole tree, not only the build directory'),
    mode: oneOf({
      '-t --task': ['task', 'the id is that of a task (the default)'],
      '-r --buildroot': ['buildroot', 'the id is that of a buildroot'],
    }),
    quiet: toggle('--quiet', 'do not speak of the task'),
    nowait: toggle('--nowait', 'do not wait for the end'),
  },
  async run(context, [word = ''], { full, mode, quiet: isQuiet, nowait }) {
    const { hub, out, settings } = context;
    if (!/^\d+$/.test(word)) throw new UsageError('ID must be an integer');
    const quiet = isQuiet || settings.quiet;
    const buildrootId = mode === 'buildroot' ? Number(word) : await lastBuildroot(context, Number(word));
    if (buildrootId === undefined) return 1;
    const taskId = await hub.saveFailedTree(buildrootId, { full });
    if (!quiet) {
      out.line(`Created task ${taskId} for buildroot ${buildrootId}`);
      out.line(`Task info: ${settings.weburl}/taskinfo?taskID=${taskId}`);
    }
    return await followTasks(context, [Number(taskId)], { wait: !nowait, quiet });
  },
});

async function lastBuildroot({ hub, out }: CommandContext, taskId: number): Promise<number | undefined> {
  const ids = (await hub.listBuildroots({ taskID: taskId })).map(({ id }) => id);
  if (ids.length === 0) {
    out.line(`No buildroots for task ${taskId}`);
    return undefined;
  }
  const last = Math.max(...ids);
  if (ids.length > 1) out.line(`Multiple buildroots for task. Choosing last one (${last})`);
  return last;
}
