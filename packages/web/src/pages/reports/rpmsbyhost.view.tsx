import type { Child } from 'hono/jsx';
import { Filters, Select } from '../../view/form.tsx';
import { HostLink } from '../../view/link.tsx';
import type { Visit } from '../page.ts';
import { CountReportView } from './count-report.view.tsx';
import type { RpmsByHostReport } from './rpmsbyhost.ts';

export function rpmsbyhostView(report: RpmsByHostReport, visit: Visit): Child {
  const choices = (arches: readonly string[]) => [['all', 'all'], ...arches.map((arch) => [arch, arch])] as [string, string][];
  const frame = {
    title: 'RPMs by host',
    lead: 'Packages that came out of the buildroots of a host',
    things: 'Host',
    counted: 'RPMs',
    order: 'rpms',
    empty: 'No packages of this kind were built by these hosts.',
    filters: (
      <Filters visit={visit} names={['hostArch', 'rpmArch']}>
        <Select
          name="hostArch"
          label="Architecture of the host"
          value={report.hostArch ?? 'all'}
          choices={choices(report.arches)}
        />
        <Select
          name="rpmArch"
          label="Architecture of the RPMs"
          value={report.rpmArch ?? 'all'}
          choices={choices(['noarch', ...report.arches])}
        />
      </Filters>
    ),
    link: ({ id, name }: { id: number; name: string }) => <HostLink id={id} name={name} />,
  };
  return <CountReportView frame={frame} report={report} visit={visit} />;
}
