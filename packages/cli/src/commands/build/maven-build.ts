import { structValue } from '@koji/common/client/typed-hub';
import type { WireStruct } from '@koji/common/wire/values';
import { anyArguments, checkArgumentCount, exactly } from '../../arguments.ts';
import { readMavenFile } from '../../building/maven-files.ts';
import { mavenOptions } from '../../building/maven-options.ts';
import { requireTarget, taskPriority } from '../../building/require-target.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { text, texts, toggle } from '../../options/flag.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const mavenBuild = command({
  name: 'maven-build',
  category: 'build',
  summary: 'Build a Maven package from source',
  usage: ['[options] <target> <URL>', '--ini=CONFIG... [options] <target>'],
  login: 'required',
  args: anyArguments,
  flags: {
    patches: text('--patches', 'directory of patches for the sources', { metavar: 'URL' }),
    goals: texts('-G --goal', 'goal to run before "deploy"', { metavar: 'GOAL' }),
    profiles: texts('-P --profile', 'profile of the build', { metavar: 'PROFILE' }),
    properties: texts('-D --property', 'system property', { metavar: 'NAME=VALUE' }),
    envs: texts('-E --env', 'environment variable', { metavar: 'NAME=VALUE' }),
    packages: texts('-p --package', 'package to install into the buildroot', { metavar: 'PACKAGE' }),
    jvmOptions: texts('-J --jvm-option', 'option of the JVM', { metavar: 'OPTION' }),
    mavenOptions: texts('-M --maven-option', 'option of Maven', { metavar: 'OPTION' }),
    inis: texts('--ini', 'read the settings from this file', { metavar: 'CONFIG' }),
    section: text('-s --section', 'section of that file'),
    debug: toggle('--debug', "print Maven's debugging output"),
    specfile: text('--specfile', 'spec file fragment for wrapper rpms', { metavar: 'URL' }),
    skipTag: toggle('--skip-tag', 'do not tag the build'),
    scratch: toggle('--scratch', 'build for trial only'),
    wait: waitFlag,
    quiet: toggle('--quiet', 'do not speak of the task'),
    background: toggle('--background', 'build at a lower priority'),
  },
  async run(context, words, flags) {
    checkArgumentCount(exactly(flags.inis.length > 0 ? 1 : 2), words);
    const { hub, settings } = context;
    const [target = '', url = ''] = words;
    const quiet = flags.quiet || settings.quiet;
    await requireTarget(context, target, flags);
    const { source, options } = flags.inis.length > 0 ? fromFile(flags) : { source: url, options: mavenOptions(flags, flags) };
    if (!source.includes('://')) throw new UsageError(`No such SCM URL: ${source}`);
    if (flags.debug) options.maven_options = [...((options.maven_options ?? []) as string[]), '--debug'];
    if (flags.skipTag) options.skip_tag = true;
    const taskId = await hub.mavenBuild(source, target, { opts: structValue(options), ...taskPriority(flags) });
    if (!quiet) announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait, quiet });
  },
});

function fromFile({
  inis,
  section,
  scratch,
}: {
  readonly inis: readonly string[];
  readonly section: string | undefined;
  readonly scratch: boolean;
}): { source: string; options: WireStruct } {
  const { name, options } = readMavenFile(inis, section, { scratch });
  if (options.type !== undefined) throw new UsageError(`Section ${name} does not contain a maven-build config`);
  const { scmurl, ...rest } = options;
  return { source: String(scmurl), options: rest };
}
