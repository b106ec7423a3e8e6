import { structValue } from '@koji/common/client/typed-hub';
import { exactly } from '../../arguments.ts';
import { requireTarget, taskPriority } from '../../building/require-target.ts';
import { taskOptions } from '../../building/task-options.ts';
import { command } from '../../command.ts';
import { integer, text, toggle } from '../../options/flag.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const winBuild = command({
  name: 'win-build',
  category: 'build',
  summary: 'Build a Windows package from source',
  usage: '[options] <target> <URL> <VM>',
  login: 'required',
  args: exactly(3),
  flags: {
    winspec: text('--winspec', 'where the build description lies, unless it is with the sources', { metavar: 'URL' }),
    patches: text('--patches', 'directory of patches for the sources', { metavar: 'URL' }),
    cpus: integer('--cpus', 'processors of the virtual machine (admin only)'),
    mem: integer('--mem', 'memory of the virtual machine in MB (admin only)'),
    staticMac: toggle('--static-mac', "keep the virtual machine's MAC address"),
    specfile: text('--specfile', 'spec file fragment for wrapper rpms', { metavar: 'URL' }),
    scratch: toggle('--scratch', 'build for trial only'),
    repoId: integer('--repo-id', 'build with this repository'),
    skipTag: toggle('--skip-tag', 'do not tag the build'),
    background: toggle('--background', 'build at a lower priority'),
    wait: waitFlag,
    quiet: toggle('--quiet', 'do not speak of the task'),
  },
  async run(context, [target = '', url = '', vm = ''], flags) {
    const { hub, settings } = context;
    await requireTarget(context, target, flags);
    const quiet = flags.quiet || settings.quiet;
    const options = taskOptions({
      winspec: flags.winspec,
      patches: flags.patches,
      cpus: flags.cpus,
      mem: flags.mem,
      static_mac: flags.staticMac,
      specfile: flags.specfile,
      scratch: flags.scratch,
      repo_id: flags.repoId,
      skip_tag: flags.skipTag,
    });
    const taskId = await hub.winBuild(vm, url, target, { opts: structValue(options), ...taskPriority(flags) });
    if (!quiet) announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait, quiet });
  },
});
