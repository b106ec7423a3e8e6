import { KojiError } from '@koji/common/errors';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered } from '../../hub/outcomes.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paging } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { Redirect } from '../problems.ts';
import { hitAddress } from './hit-address.ts';
import { searchView } from './search.view.tsx';
import { type SearchType, searchTypes } from './search-types.ts';

const matches = ['glob', 'regexp', 'exact'] as const;

export interface SearchQuery {
  readonly terms: string | undefined;
  readonly type: SearchType;
  readonly match: (typeof matches)[number];
  readonly place: ListPlace;
}
export interface Hit {
  readonly id: number;
  readonly name: string;
}
export interface SearchData {
  readonly query: SearchQuery;
  readonly rows: readonly Hit[];
  readonly paging: Paging | undefined;
  /** What is wrong with the terms, in the hub's words. */
  readonly problem: string | undefined;
}

export const search = page({
  name: 'search',
  section: 'search',
  parse: (query): SearchQuery => {
    const type = query.oneOf('type', searchTypes, 'package');
    // Of what has versions the newest are wanted.
    const fallback = ['build', 'rpm', 'maven', 'win'].includes(type) ? '-id' : 'name';
    return {
      terms: query.text('terms'),
      type,
      match: query.oneOf('match', matches, 'glob'),
      place: listPlace(query, ['id', 'name'], fallback),
    };
  },
  load: findHits,
  title: ({ query }) => (query.terms ? `Search for ${query.terms}` : 'Search'),
  view: searchView,
});

async function findHits(hub: HubReader, query: SearchQuery): Promise<SearchData> {
  const { terms, type, match, place } = query;
  if (terms === undefined) return { query, rows: [], paging: undefined, problem: undefined };
  const [outcome] = await hub.attempt((hub) => [hub.search(terms, type, match, { queryOpts: onePage(place) })]);
  // A pattern that makes no sense is the visitor's to mend; anything else is not.
  if (outcome instanceof KojiError && outcome.faultCode >= 1000)
    return { query, rows: [], paging: undefined, problem: outcome.message };
  const { rows, paging } = cutPage(answered(outcome), place);
  if (rows.length === 1 && rows[0] && place.start === 0) throw new Redirect(hitAddress(type, rows[0].id));
  return { query, rows, paging, problem: undefined };
}
