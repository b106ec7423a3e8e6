import type { ListedTag } from '@koji/common/types/tag';
import type { HubReader } from '../../hub/hub-reader.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paging } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { tagsView } from './tags.view.tsx';

export interface TagsQuery {
  /** A pattern with * and ?, or the beginning of a name. */
  readonly pattern: string | undefined;
  readonly place: ListPlace;
}
export interface TagsData {
  readonly query: TagsQuery;
  readonly rows: readonly ListedTag[];
  readonly paging: Paging;
}

export const tags = page({
  name: 'tags',
  section: 'tags',
  parse: (query): TagsQuery => ({ pattern: query.text('pattern'), place: listPlace(query, ['id', 'name'], 'name') }),
  load: loadTags,
  title: () => 'Tags',
  view: tagsView,
});

async function loadTags(hub: HubReader, query: TagsQuery): Promise<TagsData> {
  const pattern = query.pattern === undefined || /[*?]/.test(query.pattern) ? query.pattern : `*${query.pattern}*`;
  const [listed] = await hub.read((hub) => [hub.listTags({ pattern: pattern ?? null, queryOpts: onePage(query.place) })]);
  return { query, ...cutPage(listed, query.place) };
}
