import { TASK_STATES } from '@koji/common/types/states';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { findTask } from '../../lookups/find-task.ts';
import { integer, oneOf, text, texts, toggle } from '../../options/flag.ts';
import { given } from '../../options/given.ts';
import { followTasks } from '../../tasks/follow-task.ts';
import { createPollPause } from '../../watch/poll-pause.ts';
import { readTaskOutput } from '../../watch/read-task-output.ts';
import { taskFiles } from '../../watch/task-files.ts';

const logName = 'runroot.log';

export const runroot = command({
  name: 'runroot',
  category: 'admin',
  summary: 'Run a command in a buildroot',
  usage: '[options] <tag> <arch> <command>',
  login: 'required',
  args: atLeast(3),
  flagsFirst: true,
  flags: {
    packages: texts('-p --package', 'install this package first'),
    mounts: texts('-m --mount', 'make this directory of the builder available for writing'),
    skipSetarch: toggle('--skip-setarch', "leave the machine's architecture as it is"),
    weight: integer('-w --weight', 'weight of the task'),
    channel: text('--channel-override', 'channel of the task'),
    taskId: toggle('--task-id', 'print the id of the task'),
    useShell: toggle('--use-shell', 'let a shell run the command'),
    newChroot: oneOf({
      '--new-chroot': [true, 'run the command in a container (systemd-nspawn)'],
      '--old-chroot': [false, 'run the command in a plain chroot'],
    }),
    repoId: integer('--repo-id', 'fill the buildroot from this repository'),
    nowait: toggle('--nowait', 'do not wait for the end'),
    watch: toggle('--watch', 'watch the task instead of printing what the command printed'),
    quiet: toggle('--quiet', 'print nothing of the task'),
  },
  async run(context, [tag = '', arch = '', ...words], flags) {
    const { hub, out, settings } = context;
    const quiet = flags.quiet || settings.quiet;
    const taskId = await hub.runroot(tag, arch, flags.useShell ? words.join(' ') : words, {
      channel: flags.channel ?? null,
      packages: [...flags.packages],
      mounts: [...flags.mounts],
      repo_id: flags.repoId ?? null,
      skip_setarch: flags.skipSetarch,
      weight: flags.weight ?? null,
      ...given({ new_chroot: flags.newChroot }),
    });
    if (flags.taskId) out.line(String(taskId));
    if (flags.nowait) return 0;
    if (flags.watch) return await followTasks(context, [taskId], { wait: true, quiet });
    return await waitForOutput(context, taskId, quiet);
  },
});

/** Waits for the end and prints what the command printed, which may be anything. */
async function waitForOutput(context: CommandContext, taskId: number, quiet: boolean): Promise<number> {
  const { hub, out, settings, interrupt } = context;
  interrupt.say(async () => {
    out.line('User interrupt: canceling runroot task');
    await hub.cancelTask(taskId);
  });
  const pause = createPollPause(settings);
  while (!(await hub.taskFinished(taskId))) await pause();
  interrupt.say(undefined);
  const [files = []] = quiet ? [] : await taskFiles(context, [taskId]);
  for (const log of files.filter(({ name }) => name === logName)) out.write(await readTaskOutput(context, taskId, log));
  const task = await findTask(context, taskId);
  return task && task.state !== TASK_STATES.FAILED && task.state !== TASK_STATES.CANCELED ? 0 : 1;
}
