import { countOnly } from '../../hub/outcomes.ts';
import { listPlace } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { countByHost, type HostReportQuery } from './host-report.ts';
import { tasksbyhostView } from './tasksbyhost.view.tsx';

export const tasksbyhost = page({
  name: 'tasksbyhost',
  section: 'reports',
  parse: (query): HostReportQuery => ({
    hostArch: query.choice('hostArch'),
    place: listPlace(query, ['name', 'tasks'], '-tasks'),
  }),
  load: (hub, query) => countByHost(hub, query, (hub, host_id) => hub.listTasks({ opts: { host_id }, queryOpts: countOnly })),
  title: () => 'Tasks by host',
  view: tasksbyhostView,
});
