import { canonArch } from '@koji/common/arch';
import { atLeast } from '../../arguments.ts';
import { readOptionalArches } from '../../building/optional-arches.ts';
import { command } from '../../command.ts';
import { text, textOr, texts, toggle } from '../../options/flag.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const dudBuild = command({
  name: 'dud-build',
  category: 'build',
  summary: 'Build a driver update disk',
  usage: '[options] <koji_target> --scmurl=<git_repo> <dud_name> <version> <pkg(nvr optional)> [<pkg> ...]',
  login: 'required',
  args: atLeast(4),
  flags: {
    scratch: toggle('--scratch', 'build for trial only'),
    scmurl: text('--scmurl', 'repository with further content of the disk'),
    alldeps: toggle('--alldeps', 'put all packages that the others require onto the disk too'),
    arches: texts('--arch', 'only this architecture (may be given many times)', { metavar: 'ARCHES' }),
    optionalArches: textOr('', '--can-fail', 'architectures that may fail', { metavar: 'ARCH1,ARCH2,...' }),
    wait: waitFlag,
  },
  async run(context, [target = '', name = '', version = '', ...packages], flags) {
    const taskId = await context.hub.dudBuild(name, version, flags.arches.map(canonArch), target, packages, {
      scratch: flags.scratch,
      alldeps: flags.alldeps,
      scmurl: flags.scmurl ?? null,
      optional_arches: readOptionalArches(flags.optionalArches),
    });
    if (!context.settings.quiet) announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait ?? true });
  },
});
