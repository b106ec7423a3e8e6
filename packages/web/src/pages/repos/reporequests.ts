import type { Received } from '@koji/common/client/hub-client';
import type { RepoRequest } from '@koji/common/types/repo';
import type { Tag } from '@koji/common/types/tag';
import type { WireValue } from '@koji/common/wire/values';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered } from '../../hub/outcomes.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paged } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { reporequestsView } from './reporequests.view.tsx';

export interface RequestsQuery {
  readonly active: 'true' | 'false' | 'all';
  readonly tag: number | string | undefined;
  readonly place: ListPlace;
}
export interface RequestsData extends Paged<Received<RepoRequest>> {
  readonly query: RequestsQuery;
  readonly tag: Tag | undefined;
}

export const reporequests = page({
  name: 'reporequests',
  section: 'tags',
  parse: (query): RequestsQuery => ({
    active: query.oneOf('active', ['true', 'false', 'all'], 'true'),
    tag: query.optionalIdOrName('tag'),
    place: listPlace(query, ['id', 'priority', 'tag_name', 'task_id', 'repo_id'], '-id'),
  }),
  load: loadRequests,
  title: ({ tag }) => (tag ? `Repository requests for ${tag.name}` : 'Repository requests'),
  view: reporequestsView,
});

async function loadRequests(hub: HubReader, query: RequestsQuery): Promise<RequestsData> {
  const { active, place } = query;
  const tag = await findTag(hub, query.tag);
  const clauses: WireValue[] = [
    ...(active === 'all' ? [] : [['active', active === 'true']]),
    ...(tag ? [['tag_id', tag.id]] : []),
  ];
  const [rows] = await hub.read((hub) => [hub.repo.queryQueue({ clauses, fields: '**', opts: onePage(place) })]);
  return { query, tag, ...cutPage(rows as Received<RepoRequest>[], place) };
}

async function findTag(hub: HubReader, wanted: number | string | undefined): Promise<Tag | undefined> {
  if (wanted === undefined) return undefined;
  const [tag] = await hub.attempt((hub) => [hub.getTag(wanted, { event: 'auto' })]);
  return found(answered(tag), 'tag', wanted);
}
