import type { Received } from '@koji/common/client/hub-client';
import type { Tag } from '@koji/common/types/tag';
import type { TaskContext } from '../tasks/task.ts';
import type { RepoInfo } from './repo-watcher.ts';

/** The repository whose data a new one of the tag can take over: its own last, one that its settings name, or a parent's. */
export async function findOldRepo(context: TaskContext, tag: Received<Tag>): Promise<RepoInfo | undefined> {
  const { hub, log } = context;
  const own = await hub.getRepo(tag.id);
  if (own) return own as RepoInfo;
  const hint = tag.extra['repo.oldrepo_hint'] ?? [];
  for (const name of Array.isArray(hint) ? hint : [hint]) {
    const hinted = await hub.getTag(name as string | number);
    if (!hinted) log.warn({ tag: tag.name, hint: name }, 'repo.oldrepo_hint names no tag');
    const repo = hinted && (await hub.getRepo(hinted.id));
    if (repo) return repo as RepoInfo;
  }
  const parents = (await hub.getFullInheritance(tag.id)) as { parent_id: number; currdepth: number }[];
  for (const { parent_id: parent } of [...parents].sort((a, b) => a.currdepth - b.currdepth)) {
    const repo = await hub.getRepo(parent);
    if (repo) return repo as RepoInfo;
  }
  return undefined;
}
