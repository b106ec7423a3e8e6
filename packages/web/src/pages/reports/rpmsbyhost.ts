import type { HubReader } from '../../hub/hub-reader.ts';
import { countOnly } from '../../hub/outcomes.ts';
import { type ListPlace, listPlace } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { countEach } from './count-report.ts';
import { archesOf, listReportHosts } from './host-arches.ts';
import { rpmsbyhostView } from './rpmsbyhost.view.tsx';
import type { HostReport } from './tasksbyhost.ts';

export interface RpmsByHostReport extends HostReport {
  /** Count packages of this architecture alone. */
  readonly rpmArch: string | undefined;
}
interface RpmsByHostQuery {
  readonly hostArch: string | undefined;
  readonly rpmArch: string | undefined;
  readonly place: ListPlace;
}
/** The many names of one architecture. */
const families: Readonly<Record<string, readonly string[]>> = { ix86: ['i386', 'i486', 'i586', 'i686'] };

export const rpmsbyhost = page({
  name: 'rpmsbyhost',
  section: 'reports',
  parse: (query): RpmsByHostQuery => ({
    hostArch: query.text('hostArch') === 'all' ? undefined : query.text('hostArch'),
    rpmArch: query.text('rpmArch') === 'all' ? undefined : query.text('rpmArch'),
    place: listPlace(query, ['name', 'rpms'], '-rpms'),
  }),
  load: loadRpmsByHost,
  title: () => 'RPMs by host',
  view: rpmsbyhostView,
});

async function loadRpmsByHost(hub: HubReader, { hostArch, rpmArch, place }: RpmsByHostQuery): Promise<RpmsByHostReport> {
  const all = await listReportHosts(hub);
  const hosts = hostArch === undefined ? all : all.filter((host) => archesOf([host]).includes(hostArch));
  const arches = rpmArch === undefined ? null : [...(families[rpmArch] ?? [rpmArch])];
  const report = await countEach(hub, hosts, (hub, hostID) => hub.listRPMs({ hostID, arches, queryOpts: countOnly }), place);
  return { ...report, hostArch, rpmArch, arches: archesOf(all) };
}
