import { structValue } from '@koji/common/client/typed-hub';
import { atLeast } from '../../arguments.ts';
import { readMavenChain } from '../../building/maven-files.ts';
import { requireTarget, taskPriority } from '../../building/require-target.ts';
import { taskOptions } from '../../building/task-options.ts';
import { command } from '../../command.ts';
import { toggle } from '../../options/flag.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const mavenChain = command({
  name: 'maven-chain',
  category: 'build',
  summary: 'Run a set of Maven builds in dependency order',
  usage: '[options] <target> <config> [<config> ...]',
  login: 'required',
  args: atLeast(2),
  flags: {
    skipTag: toggle('--skip-tag', 'do not tag the builds'),
    scratch: toggle('--scratch', 'build for trial only'),
    debug: toggle('--debug', "print Maven's debugging output"),
    force: toggle('--force', 'build everything anew'),
    wait: waitFlag,
    background: toggle('--background', 'build at a lower priority'),
  },
  async run(context, [target = '', ...files], flags) {
    const { scratch, debug, force } = flags;
    await requireTarget(context, target, { scratch });
    const builds = structValue(Object.fromEntries(readMavenChain(files, { scratch })));
    const options = structValue(taskOptions({ skip_tag: flags.skipTag, scratch, debug, force }));
    const taskId = await context.hub.chainMaven(builds, target, { opts: options, ...taskPriority(flags) });
    announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait });
  },
});
