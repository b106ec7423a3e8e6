import { GenericError } from '@koji/common/errors';
import type { RepoOptions } from '@koji/common/types/repo';
import type { CommandContext } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { integerOr, toggle } from '../options/flag.ts';
import { waitFlag } from '../tasks/follow-task.ts';
import { announceRepo, RepoWatcher } from './repo-watcher.ts';

/** The flags of the commands that ask for repositories. */
export const repoRequestFlags = {
  target: toggle('--target', 'the name is that of a build target'),
  wait: waitFlag,
  debuginfo: toggle('--debuginfo', 'with rpms of debugging data'),
  source: toggle('--source --src', 'with source rpms beside the others'),
  separateSource: toggle('--separate-source --separate-src', 'with source rpms in a place of their own'),
  timeout: integerOr(120, '--timeout', 'minutes to wait (default: 120)'),
  verbose: toggle('-v --verbose', 'say what is waited for'),
  quiet: toggle('--quiet', 'say less'),
};

export interface RepoRequestStyle {
  readonly target: boolean;
  readonly wait: boolean | undefined;
  readonly debuginfo: boolean;
  readonly source: boolean;
  readonly separateSource: boolean;
  readonly timeout: number;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly minEvent?: number | 'last' | undefined;
  readonly atEvent?: number | undefined;
}

/** The contents that were asked for; nothing means the usual ones. */
export function repoOptions({
  debuginfo,
  source,
  separateSource,
}: Pick<RepoRequestStyle, 'debuginfo' | 'source' | 'separateSource'>): RepoOptions {
  return {
    ...(debuginfo ? { debuginfo } : {}),
    ...(source ? { src: true } : {}),
    ...(separateSource ? { separate_src: true } : {}),
  };
}

/** Asks the hub for a repository, and waits for it if the user wants that. */
export async function requestRepo(context: CommandContext, name: string, style: RepoRequestStyle): Promise<void> {
  const { out, settings } = context;
  const tag = await findBuildTag(context, name, style.target);
  if (!tag.arches) out.warn(`Tag ${tag.name} has an empty arch list`);
  const opts = repoOptions(style);
  const wish = { tag, minEvent: style.minEvent, atEvent: style.atEvent, opts: Object.keys(opts).length > 0 ? opts : undefined };
  const watcher = new RepoWatcher(context, wish, { timeoutMinutes: style.timeout, verbose: style.verbose });
  const { repo, request } = await watcher.request();
  if (repo) return announceRepo(context, repo);
  if (!request) throw new GenericError('The hub answered neither a repository nor a request');
  if (!style.wait) {
    out.line(`Got request: ${request.id}`);
    if (!request.task_id) return;
    out.line(`Got task: ${request.task_id}`);
    out.line(`Task info: ${settings.weburl}/taskinfo?taskID=${request.task_id}`);
    return;
  }
  announceRepo(context, await repoOrFailure(watcher.waitForRequest(request), style.quiet || settings.quiet));
}

/** The tag of a name, or the build tag of the target of that name. */
export async function findBuildTag({ hub }: CommandContext, name: string, isTarget: boolean) {
  const target = isTarget ? await hub.getBuildTarget(name) : undefined;
  if (target === null) throw new UsageError(`No such build target: ${name}`);
  const tag = await hub.getTag(target?.build_tag ?? name);
  if (!tag) throw new UsageError(`No such tag: ${name}`);
  return tag;
}

/** Waiting in vain is an ordinary failure, and silent where the user wants silence. */
export async function repoOrFailure<T>(waiting: Promise<T>, quiet: boolean): Promise<T> {
  try {
    return await waiting;
  } catch (error) {
    if (!(error instanceof GenericError)) throw error;
    throw new CommandFailure(quiet ? '' : `Failed to get repo -- ${error.message}`);
  }
}
