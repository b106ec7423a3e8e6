import { PathLayout } from '@koji/common/paths/layout';
import { formatNvra } from '@koji/common/rpm/nvr';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { printTaggedBuildsHead, taggedBuildLines } from '../../listing/tagged-builds.ts';
import { text, toggle } from '../../options/flag.ts';
import { answered } from '../../session/answered.ts';

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
    const { session, out, settings } = context;
    if (all && packages.length > 0) throw new UsageError('A package name may not be combined with --all');
    if (!all && packages.length === 0) throw new UsageError('A tag name and package name must be specified');
    const layout = new PathLayout(settings.topdir);
    const style = { isMaven: type === 'maven', paths: paths ? layout : undefined };
    const wanted = all ? [null] : packages;
    if (arch) {
      const found = await session.tryBatch((hub) => wanted.map((pkg) => hub.getLatestRPMS(tag, { package: pkg, arch })));
      for (const outcome of found) for (const line of rpmLines(answered(outcome), style.paths)) out.line(line);
      return;
    }
    const found = await session.tryBatch((hub) =>
      wanted.map((pkg) => hub.getLatestBuilds(tag, { package: pkg, ...(type ? { type } : {}) })),
    );
    for (const [i, outcome] of found.entries()) {
      const lines = taggedBuildLines(answered(outcome), style);
      if (i === 0 && !quiet && !settings.quiet) printTaggedBuildsHead(out, style);
      for (const line of lines) out.line(line);
    }
  },
});

type LatestRpms = Awaited<ReturnType<CommandContext['hub']['getLatestRPMS']>>;

function rpmLines([rpms, builds]: LatestRpms, layout: PathLayout | undefined): string[] {
  const byId = new Map(builds.map((build) => [build.build_id, build]));
  return rpms
    .map((rpm) => {
      const build = byId.get(rpm.build_id ?? 0);
      if (!layout || !build) return formatNvra(rpm);
      return layout.rpm({ ...build, name: build.package_name }, rpm);
    })
    .sort();
}
