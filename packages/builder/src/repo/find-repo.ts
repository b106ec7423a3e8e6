import type { TaskContext } from '../tasks/task.ts';
import { waitForTask } from '../tasks/wait.ts';
import { type RepoInfo, RepoWatcher, type RepoWish } from './repo-watcher.ts';

/** A repository that meets the wish. Where it has to be made first, a child task waits for it, so that people see why. */
export async function findRepo(context: TaskContext, wish: RepoWish): Promise<RepoInfo> {
  const watcher = await RepoWatcher.open(context, wish);
  const found = await watcher.find();
  if ('repo' in found) return found.repo;
  const child = await context.hub.host.subtask('waitrepo', found.waitFor, context.id);
  return (await waitForTask(context, child)) as RepoInfo;
}
