import type { HubReader } from '../../hub/hub-reader.ts';
import { countOnly } from '../../hub/outcomes.ts';
import { listPlace } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { countByHost, type HostReport, type HostReportQuery } from './host-report.ts';
import { rpmsbyhostView } from './rpmsbyhost.view.tsx';

interface RpmArch {
  /** Count packages of this architecture alone. */
  readonly rpmArch: string | undefined;
}
export interface RpmsByHostReport extends HostReport, RpmArch {}

/** The many names of one architecture. */
const families: Readonly<Record<string, readonly string[]>> = { ix86: ['i386', 'i486', 'i586', 'i686'] };

export const rpmsbyhost = page({
  name: 'rpmsbyhost',
  section: 'reports',
  parse: (query): HostReportQuery & RpmArch => ({
    hostArch: query.choice('hostArch'),
    rpmArch: query.choice('rpmArch'),
    place: listPlace(query, ['name', 'rpms'], '-rpms'),
  }),
  load: loadRpmsByHost,
  title: () => 'RPMs by host',
  view: rpmsbyhostView,
});

async function loadRpmsByHost(hub: HubReader, { rpmArch, ...query }: HostReportQuery & RpmArch): Promise<RpmsByHostReport> {
  const arches = rpmArch === undefined ? null : [...(families[rpmArch] ?? [rpmArch])];
  const report = await countByHost(hub, query, (hub, hostID) => hub.listRPMs({ hostID, arches, queryOpts: countOnly }));
  return { ...report, rpmArch };
}
