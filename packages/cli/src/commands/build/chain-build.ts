import { atLeast } from '../../arguments.ts';
import { requireTarget, taskPriority } from '../../building/require-target.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { toggle } from '../../options/flag.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const chainBuild = command({
  name: 'chain-build',
  category: 'build',
  summary: 'Build one or more packages from source',
  usage: '[options] <target> <URL> [<URL> [:] <URL> [:] <URL> ...]',
  notes: 'A colon starts a new level: its builds begin when those of the level before are in the repository.',
  login: 'required',
  args: atLeast(2),
  flags: {
    wait: waitFlag,
    quiet: toggle('--quiet', 'do not speak of the task'),
    background: toggle('--background', 'build at a lower priority'),
  },
  async run(context, [targetName = '', ...sources], flags) {
    const { hub, out, settings } = context;
    const target = await requireTarget(context, targetName, { scratch: false });
    // A level can only use the one before it if its builds come back through the build tag.
    const ancestors = await hub.getFullInheritance(target.build_tag);
    if (![target.build_tag, ...ancestors.map(({ parent_id }) => parent_id)].includes(target.dest_tag)) {
      out.warn(`Packages in destination tag ${target.dest_tag_name} are not inherited by build tag ${target.build_tag_name}`);
      throw new CommandFailure(`Target ${target.name} is not usable for a chain-build`);
    }
    const levels = splitLevels(sources);
    if (levels.length < 2) {
      throw new UsageError(
        'You must separate at least two builds with : (colon); without dependencies between them, use the build command',
      );
    }
    const quiet = flags.quiet || settings.quiet;
    const taskId = await hub.chainBuild(levels, targetName, taskPriority(flags));
    if (!quiet) announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait, quiet });
  },
});

export function splitLevels(sources: readonly string[]): string[][] {
  const levels: string[][] = [[]];
  for (const source of sources) {
    if (source === ':') levels.push([]);
    else if (isScmUrl(source) || isNvr(source)) levels.at(-1)?.push(source);
    else throw new CommandFailure(`"${source}" is not a SCM URL or package N-V-R`);
  }
  return levels.filter((level) => level.length > 0);
}

function isScmUrl(source: string): boolean {
  return source.includes('://');
}
function isNvr(source: string): boolean {
  return !source.includes('/') && !source.endsWith('.rpm') && source.split('-').length >= 3;
}
