import type { Target } from '@koji/common/types/target';
import type { HubReader } from '../../hub/hub-reader.ts';
import { type ListPlace, listPlace, type Paged, sliceList, sortBy } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { buildtargetsView } from './buildtargets.view.tsx';

const orders = ['id', 'name', 'build_tag_name', 'dest_tag_name'] as const;

export const buildtargets = page({
  name: 'buildtargets',
  section: 'targets',
  parse: (query) => ({ place: listPlace(query, orders, 'name') }),
  load: loadTargets,
  title: () => 'Build targets',
  view: buildtargetsView,
});

async function loadTargets(hub: HubReader, { place }: { place: ListPlace }): Promise<Paged<Target>> {
  const [targets] = await hub.read((hub) => [hub.getBuildTargets()]);
  return sliceList(
    sortBy(targets, place.order, (target, column) => target[column as (typeof orders)[number]]),
    place,
  );
}
