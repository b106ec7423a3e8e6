import { formatNvr, parseNvr } from '@koji/common/rpm/nvr';
import { exactly } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { integerOr, onOff, texts, toggle } from '../../options/flag.ts';
import { announceRepo, RepoWatcher } from '../../repos/repo-watcher.ts';
import { findBuildTag, repoOrFailure } from '../../repos/request-repo.ts';

type Tag = Awaited<ReturnType<typeof findBuildTag>>;

export const waitRepo = command({
  name: 'wait-repo',
  category: 'monitor',
  summary: 'Wait for a repo to be regenerated',
  usage: '[options] <tag>',
  login: 'anonymous',
  args: exactly(1),
  flags: {
    builds: texts('--build', 'wait until this build is in the repository (may be given many times)', { metavar: 'NVR' }),
    target: toggle('--target', 'the name is that of a build target'),
    request: onOff('--request', 'ask for the repository (needs a login)', '--no-request', 'ask for nothing'),
    timeout: integerOr(120, '--timeout', 'minutes to wait (default: 120)'),
    verbose: toggle('-v --verbose', 'say what is waited for'),
    quiet: toggle('--quiet', 'say nothing; the exit status tells'),
  },
  async run(context, [name = ''], flags) {
    const { out, session, settings } = context;
    const { builds: nvrs, request, target } = flags;
    for (const nvr of nvrs) parseNvr(nvr);
    if (request) session.requireLogin();
    else if (request === undefined) out.warn('The --request option is recommended for faster results');
    const tag = await findBuildTag(context, name, target);
    if (!target) await warnOfOtherTag(context, tag);
    if (!request && !(tag.extra as { readonly [key: string]: unknown })['repo.auto'])
      out.warn('This tag is not configured for automatic regeneration');
    await warnOfOldBuilds(context, tag, nvrs);
    const wish = { tag, nvrs, minEvent: nvrs.length > 0 ? undefined : ('last' as const) };
    const watcher = new RepoWatcher(context, wish, { timeoutMinutes: flags.timeout, verbose: flags.verbose });
    const quiet = flags.quiet || settings.quiet;
    const repo = await repoOrFailure(watcher.wait({ mayRequest: request === true }), quiet);
    if (!quiet) announceRepo(context, repo);
  },
});

async function warnOfOtherTag({ hub, out }: CommandContext, tag: Tag): Promise<void> {
  if ((await hub.getBuildTargets({ buildTagID: tag.id })).length > 0) return;
  out.warn(`${tag.name} is not a build tag for any target`);
  const others = (await hub.getBuildTargets({ destTagID: tag.id })).map(({ build_tag_name }) => build_tag_name);
  if (others.length > 0) out.warn(`Suggested tags: ${[...new Set(others)].sort().join(', ')}`);
}

async function warnOfOldBuilds({ session, out }: CommandContext, tag: Tag, nvrs: readonly string[]): Promise<void> {
  const builds = nvrs.map(parseNvr);
  const found = await session.batch((hub) => builds.map(({ name }) => hub.getLatestBuilds(tag.id, { package: name })));
  for (const [i, wanted] of builds.entries()) {
    const latest = found[i]?.[0];
    if (!latest) out.warn(`No ${wanted.name} builds in tag ${tag.name}`);
    else if (latest.nvr !== formatNvr(wanted))
      out.warn(`nvr ${formatNvr(wanted)} is not current in tag ${tag.name}\n  latest build is ${latest.nvr}`);
  }
}
