import type { Received } from '@koji/common/client/hub-client';
import type { TagPackage } from '@koji/common/types/package';
import type { Tag } from '@koji/common/types/tag';
import type { User } from '@koji/common/types/user';
import type { HubReader } from '../../hub/hub-reader.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paging } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { packagesView } from './packages.view.tsx';

export interface PackagesQuery {
  readonly tagID: number | string | undefined;
  readonly userID: number | string | undefined;
  readonly prefix: string | undefined;
  readonly inherited: boolean;
  readonly blocked: boolean;
  readonly place: ListPlace;
}
/** Of a tag's list there is more to say than of all packages. */
export type PackageRow = Pick<TagPackage, 'package_id' | 'package_name'> & Partial<TagPackage>;
export interface PackagesData {
  readonly query: PackagesQuery;
  readonly rows: readonly PackageRow[];
  readonly paging: Paging;
  readonly tag: Received<Tag> | undefined;
  readonly user: User | undefined;
}

export const packages = page({
  name: 'packages',
  section: 'packages',
  parse: (query): PackagesQuery => ({
    tagID: query.optionalIdOrName('tagID'),
    userID: query.optionalIdOrName('userID'),
    prefix: query.text('prefix'),
    inherited: query.flag('inherited', true),
    blocked: query.flag('blocked', true),
    place: listPlace(query, ['package_id', 'package_name', 'owner_name', 'tag_name'], 'package_name'),
  }),
  load: loadPackages,
  title: ({ tag, user }) => `Packages${tag ? ` in ${tag.name}` : ''}${user ? ` of ${user.name}` : ''}`,
  view: packagesView,
});

async function loadPackages(hub: HubReader, query: PackagesQuery): Promise<PackagesData> {
  const [knownTag, knownUser] = await hub.read((hub) => [
    hub.getTag(query.tagID ?? -1),
    hub.getUser({ userInfo: query.userID ?? -1 }),
  ]);
  const tag = query.tagID === undefined ? undefined : found(knownTag, 'tag', query.tagID);
  const user = query.userID === undefined ? undefined : found(knownUser, 'user', query.userID);
  const prefix = query.prefix ?? null;
  const filterOpts = onePage(query.place);
  const [listed] = await hub.read((hub) => [
    tag || user
      ? hub.filterResults('listPackages', {
          tagID: tag?.id ?? null,
          userID: user?.id ?? null,
          prefix,
          inherited: query.inherited,
          with_blocked: query.blocked,
          filterOpts,
        })
      : hub.listPackages({ prefix, queryOpts: plainOrder(filterOpts) }),
  ]);
  return { query, ...cutPage(listed as PackageRow[], query.place), tag, user };
}

/** Without a tag the hub lists packages alone: no owners to sort by. */
function plainOrder(options: ReturnType<typeof onePage>) {
  return {
    ...options,
    order: /_name$/.test(options.order) && !options.order.endsWith('package_name') ? 'package_name' : options.order,
  };
}
