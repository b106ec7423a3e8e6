import { structValue } from '@koji/common/client/typed-hub';
import { GenericError } from '@koji/common/errors';
import { anyArguments, atLeast, checkArgumentCount, exactly } from '../../arguments.ts';
import { readMavenFile } from '../../building/maven-files.ts';
import { taskPriority } from '../../building/require-target.ts';
import { taskOptions } from '../../building/task-options.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { idOrName } from '../../lookups/read-id.ts';
import { text, texts, toggle } from '../../options/flag.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const wrapperRpm = command({
  name: 'wrapper-rpm',
  category: 'build',
  summary: 'Build wrapper rpms for any archives associated with a build.',
  usage: '[options] <target> <build-id|n-v-r> <URL>',
  login: 'required',
  args: anyArguments,
  flags: {
    createBuild: toggle('--create-build', 'make a new build of the rpms'),
    inis: texts('--ini', 'read the settings from this file', { metavar: 'CONFIG' }),
    section: text('-s --section', 'section of that file'),
    skipTag: toggle('--skip-tag', 'do not tag a new build'),
    scratch: toggle('--scratch', 'build for trial only'),
    wait: waitFlag,
    background: toggle('--background', 'build at a lower priority'),
    createDraft: toggle('--create-draft', 'make a new draft build of the rpms'),
    waitRepo: toggle('--wait-repo', 'wait for a current repository of the build tag'),
    waitBuilds: texts('--wait-build', 'wait until this build is in the repository', { metavar: 'NVR' }),
  },
  async run(context, words, flags) {
    const { hub, out } = context;
    checkArgumentCount(flags.inis.length > 0 ? exactly(1) : atLeast(3), words);
    const [target = '', buildName = '', url = ''] = words;
    if (flags.createDraft) {
      out.line('Will create a draft build instead');
      if (flags.scratch) throw new UsageError('--scratch and --create-draft cannot be both specified');
    }
    const wrapped = flags.inis.length > 0 ? await fromFile(context, target, flags) : { build: idOrName(buildName), url };
    const options = taskOptions({
      draft: flags.createDraft,
      create_build: flags.createBuild || flags.createDraft,
      skip_tag: flags.skipTag,
      scratch: flags.scratch,
      wait_repo: flags.waitRepo,
      wait_builds: flags.waitBuilds,
    });
    const taskId = await hub.wrapperRPM(wrapped.build, wrapped.url, target, {
      ...taskPriority(flags),
      opts: structValue(options),
    });
    announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait });
  },
});

interface FileChoice {
  readonly inis: readonly string[];
  readonly section: string | undefined;
  readonly scratch: boolean;
}

/** The file names a package: its latest build in the destination is what gets wrapped. */
async function fromFile(
  { hub }: CommandContext,
  targetName: string,
  { inis, section, scratch }: FileChoice,
): Promise<{ build: string; url: string }> {
  const { name, options } = readMavenFile(inis, section, { scratch });
  if (options.type !== 'wrapper') throw new UsageError(`Section ${name} does not contain a wrapper-rpm config`);
  const [pkg = ''] = options.buildrequires as string[];
  const target = await hub.getBuildTarget(targetName, { strict: true });
  if (!target) throw new GenericError(`No such build target: ${targetName}`);
  const [latest] = await hub.getLatestBuilds(target.dest_tag, { package: pkg });
  if (!latest) throw new UsageError(`No build of ${pkg} in ${target.dest_tag_name}`);
  return { build: latest.nvr, url: String(options.scmurl) };
}
