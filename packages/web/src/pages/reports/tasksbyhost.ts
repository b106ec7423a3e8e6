import type { HubReader } from '../../hub/hub-reader.ts';
import { countOnly } from '../../hub/outcomes.ts';
import { type ListPlace, listPlace } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { type CountReport, countEach } from './count-report.ts';
import { archesOf, listReportHosts } from './host-arches.ts';
import { tasksbyhostView } from './tasksbyhost.view.tsx';

export interface HostReport extends CountReport {
  readonly hostArch: string | undefined;
  readonly arches: readonly string[];
}
interface HostReportQuery {
  readonly hostArch: string | undefined;
  readonly place: ListPlace;
}

export const tasksbyhost = page({
  name: 'tasksbyhost',
  section: 'reports',
  parse: (query): HostReportQuery => ({
    hostArch: query.text('hostArch') === 'all' ? undefined : query.text('hostArch'),
    place: listPlace(query, ['name', 'tasks'], '-tasks'),
  }),
  load: loadTasksByHost,
  title: () => 'Tasks by host',
  view: tasksbyhostView,
});

async function loadTasksByHost(hub: HubReader, { hostArch, place }: HostReportQuery): Promise<HostReport> {
  const all = await listReportHosts(hub);
  const hosts = hostArch === undefined ? all : all.filter((host) => archesOf([host]).includes(hostArch));
  const report = await countEach(hub, hosts, (hub, host_id) => hub.listTasks({ opts: { host_id }, queryOpts: countOnly }), place);
  return { ...report, hostArch, arches: archesOf(all) };
}
