import type { Received } from '@koji/common/client/hub-client';
import type { Buildroot } from '@koji/common/types/buildroot';
import { BR_STATES } from '@koji/common/types/states';
import type { HubReader } from '../../hub/hub-reader.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paged } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { badRequest } from '../problems.ts';
import type { Query } from '../query.ts';
import { buildrootsView } from './buildroots.view.tsx';

export interface BuildrootsQuery {
  readonly repoID: number;
  readonly state: number | undefined;
  readonly place: ListPlace;
}
export interface BuildrootsData extends Paged<Received<Buildroot>> {
  readonly query: BuildrootsQuery;
}

/** The buildroots made from one repository. */
export const buildroots = page({
  name: 'buildroots',
  section: 'builds',
  parse: (query): BuildrootsQuery => ({
    repoID: query.id('repoID'),
    state: readState(query),
    place: listPlace(query, ['id', 'host_name', 'create_event_time'], 'id'),
  }),
  load: loadBuildroots,
  title: ({ query }) => `Buildroots of repository ${query.repoID}`,
  view: buildrootsView,
});

async function loadBuildroots(hub: HubReader, query: BuildrootsQuery): Promise<BuildrootsData> {
  const { repoID, state, place } = query;
  const [rows] = await hub.read((hub) => [hub.listBuildroots({ repoID, state: state ?? null, queryOpts: onePage(place) })]);
  return { query, ...cutPage(rows, place) };
}

function readState(query: Query): number | undefined {
  const word = query.choice('state');
  if (word === undefined) return undefined;
  const state = Number(word);
  if (!Object.values<number>(BR_STATES).includes(state))
    throw badRequest(`state must be a buildroot state or all, not “${word}”.`);
  return state;
}
