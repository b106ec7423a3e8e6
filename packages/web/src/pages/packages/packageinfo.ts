import type { Received } from '@koji/common/client/hub-client';
import type { ListedBuild } from '@koji/common/types/build';
import type { Package } from '@koji/common/types/package';
import type { ListedTag } from '@koji/common/types/tag';
import type { HubReader } from '../../hub/hub-reader.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paged, sortBy } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { packageinfoView } from './packageinfo.view.tsx';

export interface PackageinfoQuery {
  readonly packageID: number | string;
  readonly builds: ListPlace;
}
export interface PackageinfoData {
  readonly package: Package;
  readonly builds: Paged<Received<ListedBuild>>;
  readonly tags: readonly ListedTag[];
}

export const packageinfo = page({
  name: 'packageinfo',
  section: 'packages',
  parse: (query): PackageinfoQuery => ({
    packageID: query.idOrName('packageID'),
    builds: listPlace(query, ['build_id', 'nvr', 'owner_name', 'completion_time', 'state'], '-build_id', 'build'),
  }),
  load: loadPackageinfo,
  title: ({ package: of }) => `Package ${of.name}`,
  view: packageinfoView,
});

async function loadPackageinfo(hub: HubReader, query: PackageinfoQuery): Promise<PackageinfoData> {
  const [known] = await hub.read((hub) => [hub.getPackage(query.packageID)]);
  const of = found(known, 'package', query.packageID);
  const [builds, tags] = await hub.read((hub) => [
    hub.listBuilds({ packageID: of.id, queryOpts: onePage(query.builds) }),
    hub.listTags({ package: of.id }),
  ]);
  return {
    package: of,
    builds: cutPage(builds, query.builds),
    tags: sortBy(tags, 'name', (tag) => tag.name),
  };
}
