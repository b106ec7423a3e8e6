import type { Repo, RepoOptions, RepoRequest } from '@koji/common/types/repo';
import { REPO_STATES, TASK_STATES } from '@koji/common/types/states';
import { withKeywords } from '@koji/common/wire/keywords';
import type { WireStruct } from '@koji/common/wire/values';
import { takeNamedLock } from '../db/locks.ts';
import type { Call } from '../rpc/call.ts';
import { isInt32 } from '../rpc/shapes.ts';
import { makeTask } from '../tasks/make-task.ts';
import { findResult } from '../tasks/queries.ts';
import { decodeResult } from '../tasks/task-document.ts';
import { findUser } from '../users/queries.ts';
import { findRepo } from './queries.ts';
import { deleteOldRequests, listWaitingRequests, type RequestChange, updateRequest } from './queue-queries.ts';
import { ensureReposDirectory } from './repos-directory.ts';

/** Above what repositories wait behind, below what people wait for. */
const newRepoPriority = 15;

/**
 * Looks after the requests for repositories: notes what finished tasks brought, starts new tasks while there is room,
 * gives up on what fails again and again. Does nothing while another process is at it.
 */
export async function checkQueue(call: Call): Promise<void> {
  if (!(await takeNamedLock(call.db, 'repo-queue', { wait: false }))) return;
  const waiting = await listWaitingRequests(call.db);
  const running: RepoRequest[] = [];
  const changes = new Map<RepoRequest, RequestChange>();
  for (const request of waiting) {
    const change = await lookAtTask(call, request);
    if (change === 'running') running.push(request);
    else if (change) changes.set(request, change);
  }
  await startTasks(call, waiting, running, changes);
  for (const [request, change] of changes) await updateRequest(call.db, request.id, change);
  if (changes.size > 0) await deleteOldRequests(call.db, call.config.requestCleanTimeMin);
}

/** What becomes of a request by its task; undefined where it has none. */
async function lookAtTask(call: Call, request: RepoRequest): Promise<RequestChange | 'running' | undefined> {
  if (request.task_id === null) return undefined;
  switch (request.task_state) {
    case TASK_STATES.CLOSED: {
      // Usually the repository was handed over when it got ready.
      const repo = await repoOfTask(call, request.task_id);
      if (repo && isAsRequested(call, request, repo)) return { repoId: repo.id, active: false };
      return retry(call, request);
    }
    case TASK_STATES.CANCELED:
    case TASK_STATES.FAILED:
      return retry(call, request);
    default:
      return 'running';
  }
}
function retry(call: Call, request: RepoRequest): RequestChange {
  if (request.tries <= call.config.repoRetries) return { taskId: null };
  call.log.error({ request: request.id, tag: request.tag_name, tries: request.tries }, 'giving up on a repo request');
  return { active: false };
}
async function repoOfTask(call: Call, taskId: number): Promise<Repo | undefined> {
  const task = await findResult(call.db, taskId);
  const result = task?.result ? decodeResult(task.result) : undefined;
  const repoId = result && 'value' in result && Array.isArray(result.value) ? result.value[0] : undefined;
  return isInt32(repoId) ? findRepo(call.db, repoId) : undefined;
}
/** The right tag, event and options, and no custom options that were not asked for. */
function isAsRequested(call: Call, request: RepoRequest, repo: Repo): boolean {
  const event =
    request.at_event === null ? repo.create_event >= (request.min_event ?? 0) : repo.create_event === request.at_event;
  const fits =
    repo.tag_id === request.tag_id &&
    repo.state === REPO_STATES.READY &&
    event &&
    contains(repo.opts, request.opts) &&
    contains(request.opts, repo.custom_opts);
  if (!fits) call.log.error({ request: request.id, repo: repo.id }, 'the task of a repo request brought another repo');
  return fits;
}
function contains(all: RepoOptions | null, some: RepoOptions | null): boolean {
  return Object.entries(some ?? {}).every(([name, value]) => all?.[name as keyof RepoOptions] === value);
}

async function startTasks(
  call: Call,
  waiting: readonly RepoRequest[],
  running: readonly RepoRequest[],
  changes: Map<RepoRequest, RequestChange>,
): Promise<void> {
  let tasks = running.length;
  let mavenTasks = running.filter((request) => request.opts.maven).length;
  for (const request of waiting) {
    const change = changes.get(request);
    const needsTask = change ? change.taskId === null : request.task_id === null;
    if (!needsTask) continue;
    if (tasks >= call.config.maxRepoTasks) break;
    if (request.opts.maven && mavenTasks >= call.config.maxRepoTasksMaven) continue;
    changes.set(request, { taskId: await startTask(call, request), tries: request.tries + 1 });
    tasks++;
    if (request.opts.maven) mavenTasks++;
  }
}
async function startTask(call: Call, request: RepoRequest): Promise<number> {
  const tag: WireStruct = { id: request.tag_id, name: request.tag_name };
  // Any new repository is late enough for a minimum.
  const event = request.at_event === null ? {} : { event: request.at_event };
  const owner = await findUser(call.db, { name: call.config.repoQueueUser });
  await ensureReposDirectory(call);
  return makeTask(call, 'newRepo', withKeywords([tag], { opts: { ...request.opts }, ...event }), {
    priority: newRepoPriority,
    channel: 'createrepo',
    owner: owner?.id,
  });
}
