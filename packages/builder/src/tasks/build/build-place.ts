import { BuildError, GenericError } from '@koji/common/errors';
import { nameOf, REPO_STATES } from '@koji/common/types/states';
import type { RepoInfo } from '../../repo/repo-watcher.ts';
import type { TaskContext } from '../task.ts';
import type { BuildOptions } from './build-options.ts';

/** Where a build takes place and where it goes. */
export interface BuildPlace {
  readonly buildTag: number;
  readonly destTag: number;
  readonly destTagName: string;
  readonly targetName: string | undefined;
  readonly skipTag: boolean;
  /** The repository that was asked for by its id. */
  readonly repo: RepoInfo | undefined;
}

/** Finds the tags of a build. A build in a given repository may name its destination tag instead of a target. */
export async function findPlace(
  { hub }: TaskContext,
  target: string | number | null,
  options: BuildOptions,
): Promise<BuildPlace> {
  const repo = await givenRepo({ hub }, options.repoId);
  const event = repo?.create_event ?? null;
  const found = target === null ? null : await hub.getBuildTarget(target, { event });
  if (found) {
    if (repo && repo.tag_id !== found.build_tag) {
      throw new BuildError(`Repo/Target mismatch: ${repo.tag_name}/${found.build_tag_name}`);
    }
    return {
      buildTag: found.build_tag,
      destTag: found.dest_tag,
      destTagName: found.dest_tag_name,
      targetName: found.name,
      skipTag: options.skipTag,
      repo,
    };
  }
  if (!repo) throw new GenericError(`unknown build target: ${target}`);
  const base = { buildTag: repo.tag_id, targetName: undefined, repo };
  if (target === null) return { ...base, destTag: repo.tag_id, destTagName: repo.tag_name, skipTag: true };
  const tag = await hub.getTag(target, { event });
  if (!tag) throw new GenericError(`neither tag nor target: ${target}`);
  return { ...base, destTag: tag.id, destTagName: tag.name, skipTag: options.skipTag };
}

async function givenRepo({ hub }: Pick<TaskContext, 'hub'>, repoId: number | undefined): Promise<RepoInfo | undefined> {
  if (repoId === undefined) return undefined;
  const repo = (await hub.repoInfo(repoId)) as RepoInfo | null;
  if (!repo) throw new BuildError(`No such repo: ${repoId}`);
  if (repo.state !== REPO_STATES.READY && repo.state !== REPO_STATES.EXPIRED) {
    throw new BuildError(`Bad repo: ${repo.id} (${nameOf(REPO_STATES, repo.state)})`);
  }
  return repo;
}
