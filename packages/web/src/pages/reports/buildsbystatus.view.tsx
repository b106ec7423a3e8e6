import { BUILD_STATES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { BuildState } from '../../view/badge.tsx';
import { AmountBar } from '../../view/bars.tsx';
import { Filters, Select } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import type { Visit } from '../page.ts';
import type { BuildsByStatus } from './buildsbystatus.ts';
import { periodChoices } from './period.ts';

export function buildsbystatusView({ days, complete, failed, canceled }: BuildsByStatus, visit: Visit): Child {
  const total = complete + failed + canceled;
  const rows = [
    { state: BUILD_STATES.COMPLETE, count: complete, tone: 'good' },
    { state: BUILD_STATES.FAILED, count: failed, tone: 'bad' },
    { state: BUILD_STATES.CANCELED, count: canceled, tone: 'odd' },
  ] as const;
  const share = (count: number) => (total === 0 ? '' : `${((count / total) * 100).toFixed(1)} %`);
  return (
    <>
      <Heading
        trail={[[href('reports'), 'Reports']]}
        title="Builds by outcome"
        lead="Builds that a task made, by how they ended"
      />
      <Filters visit={visit} names={['days']}>
        <Select name="days" label="Ended in the" value={days ?? -1} choices={periodChoices} />
      </Filters>
      <Listing
        label="Builds by outcome"
        rows={total === 0 ? [] : rows}
        empty="No build ended in this time."
        columns={[
          { label: 'Outcome', kind: 'title', cell: ({ state }) => <BuildState state={state} /> },
          {
            label: 'Builds',
            kind: 'number',
            cell: ({ state, count }) => (
              <a href={href('builds', { state, order: '-completion_time' })}>{count.toLocaleString('en')}</a>
            ),
          },
          { label: 'Share', kind: 'number', cell: ({ count }) => share(count) },
          { label: '', cell: ({ count, tone }) => <AmountBar value={count} max={total} tone={tone} wide /> },
        ]}
      />
    </>
  );
}
