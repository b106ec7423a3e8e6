import type { Child } from 'hono/jsx';
import { Filters, Select } from '../../view/form.tsx';
import { HostLink } from '../../view/link.tsx';
import type { Visit } from '../page.ts';
import { CountReportView } from './count-report.view.tsx';
import type { HostReport } from './host-report.ts';

export function tasksbyhostView(report: HostReport, visit: Visit): Child {
  const frame = {
    title: 'Tasks by host',
    lead: 'All tasks that a host took',
    things: 'Host',
    counted: 'Tasks',
    order: 'tasks',
    empty: 'No host has taken a task yet.',
    filters: (
      <Filters visit={visit} names={['hostArch']}>
        <Select
          name="hostArch"
          label="Architecture"
          value={report.hostArch ?? 'all'}
          choices={[['all', 'all'], ...report.arches.map((arch) => [arch, arch] as const)]}
        />
      </Filters>
    ),
    link: ({ id, name }: { id: number; name: string }) => <HostLink id={id} name={name} />,
  };
  return <CountReportView frame={frame} report={report} visit={visit} />;
}
