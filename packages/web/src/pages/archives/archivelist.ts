import type { Received } from '@koji/common/client/hub-client';
import type { Archive } from '@koji/common/types/archive';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered } from '../../hub/outcomes.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paged } from '../../view/listing.tsx';
import { type Container, type ContainerQuery, containerName, findContainer, readContainer } from '../buildroots/container.ts';
import { page } from '../page.ts';
import { archivelistView } from './archivelist.view.tsx';

export interface ArchivelistData extends Paged<Received<Archive>> {
  readonly query: ContainerQuery;
  readonly container: Container;
}

/** The archives that a buildroot used, that were built in it, or that an image holds. */
export const archivelist = page({
  name: 'archivelist',
  section: 'builds',
  parse: (query) => ({ ...readContainer(query), place: listPlace(query, ['filename', 'type_name', 'size'], 'filename') }),
  load: loadArchivelist,
  title: ({ container }) => `Archives of ${containerName(container)}`,
  view: archivelistView,
});

async function loadArchivelist(hub: HubReader, query: ContainerQuery & { place: ListPlace }): Promise<ArchivelistData> {
  const { id, type, place } = query;
  const filters = { component: { componentBuildrootID: id }, built: { buildrootID: id }, image: { imageID: id } };
  const container = await findContainer(hub, query);
  const [rows] = await hub.attempt((hub) => [hub.listArchives({ ...filters[type], queryOpts: onePage(place) })]);
  return { query, container, ...cutPage(answered(rows), place) };
}
