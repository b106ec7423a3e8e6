import type { Received } from '@koji/common/client/hub-client';
import type { Event } from '@koji/common/types/event';
import type { RepoRequest } from '@koji/common/types/repo';
import { maybe } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { reporequestView } from './reporequest.view.tsx';

export interface RequestData {
  readonly request: Received<RepoRequest>;
  /** The event as of which, or from which on, the repository is wanted. */
  readonly event: Received<Event> | undefined;
}

export const reporequest = page({
  name: 'reporequest',
  section: 'tags',
  parse: (query) => ({ reqID: query.id('reqID') }),
  async load(hub, { reqID }): Promise<RequestData> {
    const [rows] = await hub.read((hub) => [hub.repo.queryQueue({ clauses: [['id', reqID]], fields: '**' })]);
    const request = found((rows as Received<RepoRequest>[])[0], 'repository request', reqID);
    const [event] = await hub.attempt((hub) => [hub.getEvent(request.at_event ?? request.min_event ?? -1, { strict: false })]);
    return { request, event: maybe(event) };
  },
  title: ({ request }) => `Repository request ${request.id}`,
  view: reporequestView,
});
