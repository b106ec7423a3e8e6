import { anyArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { sortBy } from '../../listing/sort-by.ts';
import { text, toggle } from '../../options/flag.ts';

export const listTags = command({
  name: 'list-tags',
  category: 'info',
  summary: 'Print the list of tags',
  usage: '[options] [pattern]',
  login: 'anonymous',
  args: anyArguments,
  flags: {
    showId: toggle('--show-id', 'print ids too'),
    verbose: toggle('--verbose', 'print locks and required permissions too'),
    unlocked: toggle('--unlocked', 'only tags that are open to everyone'),
    build: text('--build', 'only tags that this build is in'),
    pkg: text('--package', 'only tags that this package is listed in'),
  },
  async run({ hub, session, out }, patterns, { showId, verbose, unlocked, build, pkg }) {
    const packageInfo = pkg ? await hub.getPackage(pkg) : undefined;
    if (packageInfo === null) throw new UsageError(`No such package: ${pkg}`);
    const buildInfo = build ? await hub.getBuild(build) : undefined;
    if (buildInfo === null) throw new UsageError(`No such build: ${build}`);
    const filter = { build: buildInfo?.id ?? null, package: packageInfo?.id ?? null };
    const tags =
      patterns.length === 0
        ? await hub.listTags(filter)
        : (await session.batch((batch) => patterns.map((pattern) => batch.listTags({ ...filter, pattern })))).flat();
    for (const tag of sortBy(tags, ({ name }) => name)) {
      if (unlocked && (tag.locked || tag.perm)) continue;
      const id = showId ? ` [${tag.id}]` : '';
      const state = verbose ? `${tag.locked ? ' [LOCKED]' : ''}${tag.perm ? ` [${tag.perm} perm required]` : ''}` : '';
      out.line(`${tag.name}${id}${state}`);
    }
  },
});
