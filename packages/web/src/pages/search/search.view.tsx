import type { Child } from 'hono/jsx';
import { Empty } from '../../view/facts.tsx';
import { Select } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { Listing } from '../../view/listing.tsx';
import type { Visit } from '../page.ts';
import { hitAddress } from './hit-address.ts';
import type { SearchData } from './search.ts';
import { searchTypes } from './search-types.ts';

export function searchView({ query, rows, paging, problem }: SearchData, visit: Visit): Child {
  return (
    <>
      <Heading title="Search" />
      <form class="filters" method="get" action="search" aria-label="Search">
        <label>
          <span>Search for</span>
          <input type="search" name="terms" value={query.terms ?? ''} required autofocus={query.terms === undefined} />
        </label>
        <Select name="type" label="Among" value={query.type} choices={searchTypes.map((type) => [type, `${type}s`])} />
        <Select
          name="match"
          label="As"
          value={query.match}
          choices={[
            ['glob', 'pattern with * and ?'],
            ['regexp', 'regular expression'],
            ['exact', 'the exact name'],
          ]}
        />
        <button type="submit" class="primary">
          Search
        </button>
      </form>
      {problem !== undefined ? <Empty>{problem}</Empty> : null}
      {paging === undefined ? null : (
        <Listing
          label="What was found"
          rows={rows}
          paging={paging}
          visit={visit}
          empty={`No ${query.type} is like “${query.terms}”.`}
          columns={[
            { label: 'ID', kind: 'id', order: 'id', cell: ({ id }) => id },
            {
              label: 'Name',
              kind: 'title',
              order: 'name',
              cell: ({ id, name }) => <a href={hitAddress(query.type, id)}>{name}</a>,
            },
          ]}
        />
      )}
    </>
  );
}
