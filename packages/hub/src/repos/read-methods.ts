import { GenericError } from '@koji/common/errors';
import { REPO_STATES, type RepoState } from '@koji/common/types/states';
import { queryOptions } from '../db/query-options.ts';
import { listView } from '../db/view-query.ts';
import { orNull } from '../rpc/answers.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { anything, flag, int, intOrDigits, nullable } from '../rpc/shapes.ts';
import { requireTagId } from '../tags/require-tag.ts';
import { findTask } from '../tasks/queries.ts';
import { findLastMadeRepo, findNewestRepo, findRepo, listActiveRepos, listReferences } from './queries.ts';
import { findRequest } from './queue-queries.ts';
import { repoOptions } from './repo-options.ts';
import { repoQueueView, repoView } from './views.ts';

export const repoInfo = method({
  name: 'repoInfo',
  doc: 'A repository.',
  access: anyone,
  readOnly: true,
  // Compatibility: `koji repoinfo` sends the id it was given, as text.
  params: [param('repo_id', nullable(intOrDigits)), optional('strict', flag, false)],
  async run({ db }, { repo_id, strict }) {
    return orNull(repo_id === null ? undefined : await findRepo(db, repo_id), strict, `No such repo: ${repo_id}`);
  },
});
export const getRepo = method({
  name: 'getRepo',
  doc: 'The repository of a tag that was made last, ready ones unless a state is given. With event, the last from before it in any state.',
  access: anyone,
  readOnly: true,
  params: [
    param('tag', info),
    optional('state', nullable(int), null),
    optional('event', nullable(int), null),
    optional('dist', flag, false),
    optional('min_event', nullable(int), null),
  ],
  async run(call, { tag, state, event, dist, min_event }) {
    const tagId = await requireTagId(call, tag);
    const wanted = event ? null : ((state ?? REPO_STATES.READY) as RepoState);
    return (
      (await findLastMadeRepo(call.db, { tagId, dist, state: wanted, maxEvent: event || null, minEvent: min_event })) ?? null
    );
  },
});
export const get = method({
  name: 'repo.get',
  doc: 'The best ready repository of a tag: with all the options asked for and no other special ones, from the event or from min_event on.',
  access: anyone,
  readOnly: true,
  params: [
    param('tag', info),
    optional('min_event', nullable(int), null),
    optional('at_event', nullable(int), null),
    optional('opts', nullable(repoOptions), null),
  ],
  async run(call, { tag, min_event, at_event, opts }) {
    const tagId = await requireTagId(call, tag);
    const minEvent = at_event === null ? min_event : null;
    return (
      (await findNewestRepo(call.db, {
        tagId,
        dist: false,
        state: REPO_STATES.READY,
        minEvent,
        atEvent: at_event,
        opts: opts ?? {},
      })) ?? null
    );
  },
});
export const getActiveRepos = method({
  name: 'getActiveRepos',
  doc: 'All repositories that are not deleted.',
  access: anyone,
  readOnly: true,
  params: [],
  run: ({ db }) => listActiveRepos(db),
});

export const query = method({
  name: 'repo.query',
  doc: 'Repositories under clauses such as ["state", 1] or ["id", ">", 7], with the fields asked for.',
  access: anyone,
  readOnly: true,
  params: [param('clauses', anything), optional('fields', anything, null), optional('opts', queryOptions, null)],
  run: ({ db }, { clauses, fields, opts }) => listView(db, repoView, { clauses, fields, options: opts }),
});
export const queryQueue = method({
  name: 'repo.queryQueue',
  doc: 'Requests for repositories, asked for as in repo.query.',
  access: anyone,
  readOnly: true,
  params: [optional('clauses', anything, null), optional('fields', anything, null), optional('opts', queryOptions, null)],
  run: ({ db }, { clauses, fields, opts }) => listView(db, repoQueueView, { clauses, fields, options: opts }),
});
export const checkRequest = method({
  name: 'repo.checkRequest',
  doc: 'A request for a repository, with the repository it brought or the task that is at it.',
  access: anyone,
  readOnly: true,
  params: [param('req_id', int)],
  async run({ db }, { req_id }) {
    const request = await findRequest(db, req_id);
    if (!request) throw new GenericError('No such request');
    if (request.repo_id !== null) return { repo: (await findRepo(db, request.repo_id)) ?? null, request };
    if (request.task_id === null) return { repo: null, request };
    const found = await findTask(db, request.task_id);
    if (!found) throw new GenericError(`No such task: ${request.task_id}`);
    const { request: _parameters, ...task } = found;
    return { repo: null, request, task };
  },
});
export const references = method({
  name: 'repo.references',
  doc: 'The buildroots that still use a repository.',
  access: anyone,
  readOnly: true,
  params: [param('repo_id', int)],
  run: ({ db }, { repo_id }) => listReferences(db, repo_id),
});
