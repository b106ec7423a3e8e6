import type { HubReader } from '../../hub/hub-reader.ts';
import { type ListPlace, listPlace } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { buildsbyuserView } from './buildsbyuser.view.tsx';
import { tally } from './count-report.ts';
import type { SampleReport } from './sample-report.view.tsx';
import { readSampleSize } from './sample-size.ts';

interface BuildsByUserQuery {
  readonly last: number;
  readonly place: ListPlace;
}

export const buildsbyuser = page({
  name: 'buildsbyuser',
  section: 'reports',
  parse: (query): BuildsByUserQuery => ({ last: readSampleSize(query), place: listPlace(query, ['name', 'builds'], '-builds') }),
  load: loadBuildsByUser,
  title: () => 'Builds by user',
  view: buildsbyuserView,
});

async function loadBuildsByUser(hub: HubReader, { last, place }: BuildsByUserQuery): Promise<SampleReport> {
  const [builds] = await hub.read((hub) => [hub.listBuilds({ queryOpts: { order: '-build_id', limit: last } })]);
  const owners = builds.map(({ owner_id, owner_name }) => ({ id: owner_id, name: owner_name }));
  return { last, ...tally(owners, place) };
}
