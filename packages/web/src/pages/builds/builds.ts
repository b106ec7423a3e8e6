import type { Received } from '@koji/common/client/hub-client';
import type { ListedBuild, TaggedBuild } from '@koji/common/types/build';
import type { Package } from '@koji/common/types/package';
import { BUILD_STATES } from '@koji/common/types/states';
import type { Tag } from '@koji/common/types/tag';
import type { User } from '@koji/common/types/user';
import type { HubReader } from '../../hub/hub-reader.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paging } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { badRequest, found } from '../problems.ts';
import type { Query } from '../query.ts';
import { buildsView } from './builds.view.tsx';

const orders = ['build_id', 'nvr', 'owner_name', 'completion_time', 'state'] as const;

export interface BuildsQuery {
  readonly userID: number | string | undefined;
  readonly tagID: number | string | undefined;
  readonly packageID: number | string | undefined;
  readonly state: number | undefined;
  readonly prefix: string | undefined;
  /** With a tag: builds of its parents too, and only the newest of each package. */
  readonly inherited: boolean;
  readonly latest: boolean;
  readonly place: ListPlace;
}
export type BuildRow = Received<ListedBuild> | Received<TaggedBuild>;
export interface BuildsData {
  readonly query: BuildsQuery;
  readonly rows: readonly BuildRow[];
  readonly paging: Paging;
  readonly user: User | undefined;
  readonly tag: Received<Tag> | undefined;
  readonly package: Package | undefined;
}

export const builds = page({
  name: 'builds',
  section: 'builds',
  parse: (query): BuildsQuery => ({
    userID: query.optionalIdOrName('userID'),
    tagID: query.optionalIdOrName('tagID'),
    packageID: query.optionalIdOrName('packageID'),
    state: readState(query),
    prefix: query.text('prefix'),
    inherited: query.flag('inherited', true),
    latest: query.flag('latest', true),
    place: listPlace(query, orders, '-build_id'),
  }),
  load: loadBuilds,
  title: ({ user, tag, package: of }) =>
    `Builds${of ? ` of ${of.name}` : ''}${user ? ` by ${user.name}` : ''}${tag ? ` in ${tag.name}` : ''}`,
  view: buildsView,
});

function readState(query: Query): number | undefined {
  const state = query.choice('state') === undefined ? undefined : query.int('state');
  if (state !== undefined && !Object.values(BUILD_STATES).includes(state as 0))
    throw badRequest(`There is no state ${state} of a build.`);
  return state;
}

async function loadBuilds(hub: HubReader, query: BuildsQuery): Promise<BuildsData> {
  const [user, tag, of] = await hub.read((hub) => [
    hub.getUser({ userInfo: query.userID ?? -1 }),
    hub.getTag(query.tagID ?? -1),
    hub.getPackage(query.packageID ?? -1),
  ]);
  const named = {
    user: query.userID === undefined ? undefined : found(user, 'user', query.userID),
    tag: query.tagID === undefined ? undefined : found(tag, 'tag', query.tagID),
    package: query.packageID === undefined ? undefined : found(of, 'package', query.packageID),
  };
  const rows = named.tag ? await listTagged(hub, query, named) : await listAll(hub, query, named);
  return { query, ...cutPage(rows, query.place), ...named };
}

type Named = Pick<BuildsData, 'user' | 'tag' | 'package'>;

async function listAll(hub: HubReader, { state, prefix, place }: BuildsQuery, named: Named): Promise<BuildRow[]> {
  const [rows] = await hub.read((hub) => [
    hub.listBuilds({
      userID: named.user?.id ?? null,
      packageID: named.package?.id ?? null,
      state: state ?? null,
      prefix: prefix ?? null,
      queryOpts: onePage(place),
    }),
  ]);
  return rows;
}

/** The hub filters and cuts the list of a tag, which may be long. */
async function listTagged(hub: HubReader, { inherited, latest, prefix, place }: BuildsQuery, named: Named): Promise<BuildRow[]> {
  const [rows] = await hub.read((hub) => [
    hub.filterResults('listTagged', named.tag?.id, {
      inherit: inherited,
      latest,
      prefix: prefix ?? null,
      package: named.package?.name ?? null,
      owner: named.user?.name ?? null,
      filterOpts: onePage(place),
    }),
  ]);
  return rows as Received<TaggedBuild>[];
}
