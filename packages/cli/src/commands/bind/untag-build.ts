import { formatNvr, type Nvr } from '@koji/common/rpm/nvr';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { sortBy } from '../../listing/sort-by.ts';
import { toggle } from '../../options/flag.ts';

type TaggedBuild = Nvr & { readonly create_event: number };

export const untagBuild = command({
  name: 'untag-build',
  aliases: ['untag-pkg', 'untag'],
  category: 'bind',
  summary: 'Remove a tag from one or more builds',
  usage: '[options] <tag> <pkg> [<pkg> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    all: toggle('--all', 'untag all builds of the packages named'),
    nonLatest: toggle('--non-latest', 'untag all builds of the packages named but the latest'),
    test: toggle('-n --test', 'only say what would be untagged'),
    verbose: toggle('-v --verbose', 'say what is untagged'),
    force: toggle('--force', 'untag even where the policy says no'),
  },
  async run(context, [tagName = '', ...names], { all, nonLatest, test, verbose, force }) {
    const { hub, session, out } = context;
    if (names.length === 0 && !(nonLatest && force)) {
      throw new UsageError("This command takes at least two arguments: a tag and one or more package n-v-r's or package names");
    }
    const tag = await hub.getTag(tagName);
    if (!tag) throw new UsageError(`No such tag: ${tagName}`);
    const builds = all
      ? await packagesBuilds(context, tagName, names)
      : nonLatest
        ? await olderBuilds(context, tagName, names, verbose)
        : await namedBuilds(context, tag.name, names, force);
    // The oldest first, so that the latest stays in the tag the longest.
    const nvrs = builds.map(formatNvr).reverse();
    for (const nvr of nvrs) {
      if (test) out.line(`would have untagged ${nvr}`);
      else if (verbose) out.line(`untagging ${nvr}`);
    }
    if (!test) await session.batch((batch) => nvrs.map((nvr) => batch.untagBuild(tag.name, nvr, { force })));
  },
});

async function taggings(
  { session }: CommandContext,
  filters: readonly { readonly tag: string; readonly package?: string }[],
): Promise<readonly TaggedBuild[]> {
  const histories = await session.batch((hub) => filters.map((filter) => hub.queryHistory({ ...filter, active: true })));
  return (histories as unknown as { readonly tag_listing: readonly TaggedBuild[] }[]).flatMap(({ tag_listing }) => tag_listing);
}

function packagesBuilds(context: CommandContext, tag: string, packages: readonly string[]): Promise<readonly TaggedBuild[]> {
  return taggings(
    context,
    packages.map((pkg) => ({ tag, package: pkg })),
  );
}

async function olderBuilds(
  context: CommandContext,
  tag: string,
  packages: readonly string[],
  verbose: boolean,
): Promise<readonly TaggedBuild[]> {
  const tagged = packages.length === 0 ? await taggings(context, [{ tag }]) : await packagesBuilds(context, tag, packages);
  const seen = new Set<string>();
  return sortBy(tagged, ({ create_event }) => -create_event).filter((build) => {
    const isLatest = !seen.has(build.name);
    seen.add(build.name);
    if (isLatest && verbose) context.out.line(`Leaving latest build for package ${build.name}: ${formatNvr(build)}`);
    return !isLatest;
  });
}

async function namedBuilds(
  context: CommandContext,
  tag: string,
  nvrs: readonly string[],
  force: boolean,
): Promise<readonly TaggedBuild[]> {
  const { hub, out } = context;
  const tagged = new Map((await taggings(context, [{ tag }])).map((build) => [formatNvr(build), build]));
  const builds: TaggedBuild[] = [];
  for (const nvr of nvrs) {
    const build = tagged.get(nvr);
    if (build) {
      builds.push(build);
      continue;
    }
    out.warn((await hub.getBuild(nvr)) ? `Build ${nvr} not in tag ${tag}` : `No such build: ${nvr}`);
    if (!force) throw new CommandFailure();
  }
  return builds;
}
