import type { ListedRpm } from '@koji/common/types/rpm';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered } from '../../hub/outcomes.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paged } from '../../view/listing.tsx';
import { type Container, type ContainerQuery, containerName, findContainer, readContainer } from '../buildroots/container.ts';
import { page } from '../page.ts';
import { rpmlistView } from './rpmlist.view.tsx';

export interface RpmlistData extends Paged<ListedRpm> {
  readonly query: ContainerQuery;
  readonly container: Container;
}

/** The RPMs that a buildroot was made of, that were built in it, or that an image holds. */
export const rpmlist = page({
  name: 'rpmlist',
  section: 'builds',
  parse: (query) => ({ ...readContainer(query), place: listPlace(query, ['nvr', 'external_repo_name', 'is_update'], 'nvr') }),
  load: loadRpmlist,
  title: ({ container }) => `RPMs of ${containerName(container)}`,
  view: rpmlistView,
});

async function loadRpmlist(hub: HubReader, query: ContainerQuery & { place: ListPlace }): Promise<RpmlistData> {
  const { id, type, place } = query;
  const filters = { component: { componentBuildrootID: id }, built: { buildrootID: id }, image: { imageID: id } };
  const container = await findContainer(hub, query);
  const [rows] = await hub.attempt((hub) => [hub.listRPMs({ ...filters[type], queryOpts: onePage(place) })]);
  return { query, container, ...cutPage(answered(rows), place) };
}
