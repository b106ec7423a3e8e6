import { ActionNotAllowed, ParameterError } from '@koji/common/errors';
import { REPO_STATES, type RepoState } from '@koji/common/types/states';
import { withKeywords } from '@koji/common/wire/keywords';
import { eventId } from '../events/event-id.ts';
import { assertPolicy } from '../policy/engine.ts';
import { hasPermission, isAdmin } from '../rpc/access.ts';
import { info } from '../rpc/info.ts';
import { keywords, loggedIn, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, either, flag, int, list, nullable, oneOf } from '../rpc/shapes.ts';
import { requireTag } from '../tags/require-tag.ts';
import { makeTask } from '../tasks/make-task.ts';
import { requestAutomaticRepos } from './auto-requests.ts';
import { setRepoState } from './change-state.ts';
import { checkQueue as workOnQueue } from './check-queue.ts';
import { startDistRepo } from './dist-repo.ts';
import { updateEndEvents as noteEndEvents } from './end-events.ts';
import { listReferences, lockRepo } from './queries.ts';
import { updateRequestPriority } from './queue-queries.ts';
import { repoOptions } from './repo-options.ts';
import { ensureReposDirectory } from './repos-directory.ts';
import { requestRepo } from './request-repo.ts';

export const request = method({
  name: 'repo.request',
  doc: 'Ask for a repository of a tag: answers one that will do, or the request for it. min_event "last" means with the last change.',
  access: loggedIn,
  params: [
    param('tag', info),
    optional('min_event', nullable(either(oneOf('last'), int)), null),
    optional('at_event', nullable(int), null),
    optional('opts', nullable(repoOptions), null),
    optional('priority', nullable(int), null),
    optional('force', flag, false),
  ],
  run: (call, { tag, min_event, at_event, opts, priority, force }) =>
    requestRepo(call, { tag, minEvent: min_event, atEvent: at_event, opts: opts ?? {}, priority, force }),
});
export const setRequestPriority = method({
  name: 'repo.setRequestPriority',
  doc: 'Set the priority of a request for a repository; lower goes first.',
  access: permitted('admin'),
  params: [param('req_id', int), param('priority', int)],
  async run(call, { req_id, priority }) {
    await updateRequestPriority(call.db, req_id, priority);
    return null;
  },
});
export const checkQueue = method({
  name: 'repo.checkQueue',
  doc: 'Look after the requests for repositories: start tasks, note what they brought.',
  access: permitted('repo'),
  params: [],
  async run(call) {
    await workOnQueue(call);
    return null;
  },
});
export const autoRequests = method({
  name: 'repo.autoRequests',
  doc: 'Ask for repositories of the tags that always want one.',
  access: permitted('repo'),
  params: [],
  async run(call) {
    await requestAutomaticRepos(call);
    return null;
  },
});
export const updateEndEvents = method({
  name: 'repo.updateEndEvents',
  doc: 'Note for ready repositories when their tags went on.',
  access: permitted('repo'),
  params: [],
  async run(call) {
    await noteEndEvents(call);
    return null;
  },
});

export const setState = method({
  name: 'repo.setState',
  doc: 'Set the state of a repository. States only go forward.',
  access: permitted('repo'),
  params: [param('repo_id', int), param('state', int)],
  async run(call, { repo_id, state }) {
    const known = Object.values(REPO_STATES).find((each) => each === state);
    if (known === undefined) throw new ParameterError(`Unknown repo state: ${state}`);
    await setRepoState(call, repo_id, known);
    return null;
  },
});
function stateSetter<const N extends string>(name: N, doc: string, state: RepoState) {
  return method({
    name,
    doc,
    access: permitted('repo'),
    params: [param('repo_id', int)],
    async run(call, { repo_id }) {
      await setRepoState(call, repo_id, state);
      return null;
    },
  });
}
export const repoExpire = stateSetter('repoExpire', 'Mark a repository expired.', REPO_STATES.EXPIRED);
export const repoProblem = stateSetter('repoProblem', 'Mark a repository broken.', REPO_STATES.PROBLEM);
export const repoDelete = method({
  name: 'repoDelete',
  doc: 'Mark a repository deleted unless buildroots use it; answers how many do. Its files are left to kojira.',
  access: permitted('repo'),
  params: [param('repo_id', int)],
  async run(call, { repo_id }) {
    await lockRepo(call.db, repo_id);
    const users = await listReferences(call.db, repo_id);
    if (users.length === 0) await setRepoState(call, repo_id, REPO_STATES.DELETED);
    return users.length;
  },
});

export const newRepo = method({
  name: 'newRepo',
  doc: 'Make a task for a new repository of a tag at once, past the queue.',
  access: permitted('repo', 'regen-repo'),
  params: [
    param('tag', info),
    optional('event', eventId, null),
    optional('src', flag, false),
    optional('debuginfo', flag, false),
    optional('separate_src', flag, false),
  ],
  async run(call, { tag, event, src, debuginfo, separate_src }) {
    if (!call.config.allowNewRepo) throw new ActionNotAllowed('newRepo api call is disabled');
    await requireTag(call, tag, event);
    await ensureReposDirectory(call);
    const named = {
      ...(event === null ? {} : { event }),
      ...(src ? { src } : {}),
      ...(separate_src ? { separate_src } : {}),
      ...(debuginfo ? { debuginfo } : {}),
    };
    return makeTask(call, 'newRepo', withKeywords([tag], named), { priority: 15, channel: 'createrepo' });
  },
});

export const distRepo = method({
  name: 'distRepo',
  doc: 'Make a repository of the packages of a tag, signed with the keys, for the world. Answers the task.',
  access: loggedIn,
  params: [param('tag', anything), param('keys', list), keywords('task_opts')],
  async run(call, { tag, keys, task_opts }) {
    const mayAlways = (await hasPermission(call, 'dist-repo')) || (await isAdmin(call));
    if (!mayAlways) await assertPolicy(call, 'dist_repo', { tag });
    return startDistRepo(call, { tag, keys, options: task_opts });
  },
});
