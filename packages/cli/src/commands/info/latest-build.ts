import { PathLayout } from '@koji/common/paths/layout';
import { formatNvra } from '@koji/common/rpm/nvr';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { printTaggedBuildsHead, taggedBuildLines } from '../../listing/tagged-builds.ts';
import { text, toggle } from '../../options/flag.ts';

export const latestBuild = command({
  name: 'latest-build',
  aliases: ['latest-pkg'],
  category: 'info',
  summary: 'Print the latest builds for a tag',
  usage: '[options] <tag> <package> [<package> ...]',
  notes: `The first argument is a tag, not a build target. For what buildroots of a target contain, give its build tag,
which "koji list-targets --name=<target>" shows.`,
  login: 'anonymous',
  args: atLeast(1),
  flags: {
    arch: text('--arch', 'list the latest RPMs of this architecture'),
    all: toggle('--all', 'list the latest builds of all packages'),
    quiet: toggle('--quiet', 'print no headings'),
    paths: toggle('--paths', 'print paths of files'),
    type: text('--type', 'only builds of this type: maven, win, image or one of a content generator'),
  },
  async run(context, [tag = '', ...packages], { arch, all, quiet, paths, type }) {
    const { hub, out, settings } = context;
    if (all && packages.length > 0) throw new UsageError('A package name may not be combined with --all');
    if (!all && packages.length === 0) throw new UsageError('A tag name and package name must be specified');
    const layout = new PathLayout(settings.topdir);
    const style = { isMaven: type === 'maven', paths: paths ? layout : undefined };
    let showHead = !quiet && !settings.quiet && !arch;
    for (const pkg of all ? [null] : packages) {
      if (arch) {
        for (const line of await latestRpms(context, tag, pkg, arch, style.paths)) out.line(line);
        continue;
      }
      const builds = await hub.getLatestBuilds(tag, { package: pkg, ...(type ? { type } : {}) });
      if (showHead) printTaggedBuildsHead(out, style);
      showHead = false;
      for (const line of taggedBuildLines(builds, style)) out.line(line);
    }
  },
});

async function latestRpms(
  { hub }: CommandContext,
  tag: string,
  pkg: string | null,
  arch: string,
  layout: PathLayout | undefined,
): Promise<string[]> {
  const [rpms, builds] = await hub.getLatestRPMS(tag, { package: pkg, arch });
  return rpms
    .map((rpm) => {
      const build = builds.find(({ build_id }) => build_id === rpm.build_id);
      if (!layout || !build) return formatNvra(rpm);
      return layout.rpm({ ...build, name: build.package_name }, rpm);
    })
    .sort();
}
