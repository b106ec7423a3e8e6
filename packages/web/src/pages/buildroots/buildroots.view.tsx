import { BR_STATES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { Filters, Select } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import type { Visit } from '../page.ts';
import { buildrootColumns } from './buildroot-columns.tsx';
import type { BuildrootsData } from './buildroots.ts';

export function buildrootsView({ query, rows, paging }: BuildrootsData, visit: Visit): Child {
  return (
    <>
      <Heading trail={[[href('repoinfo', { repoID: query.repoID }), `Repository ${query.repoID}`]]} title="Buildroots" />
      <Filters visit={visit} names={['state']}>
        <Select
          name="state"
          label="State"
          value={query.state ?? 'all'}
          choices={[['all', 'all'], ...Object.entries(BR_STATES).map(([name, number]) => [number, name.toLowerCase()] as const)]}
        />
      </Filters>
      <Listing
        label="Buildroots"
        rows={rows}
        paging={paging}
        visit={visit}
        empty="No buildroot was made from this repository."
        columns={buildrootColumns(visit.now)}
      />
    </>
  );
}
