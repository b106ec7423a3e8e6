import type { Hub } from '@koji/common/client/hub-client';
import type { HubApi } from '@koji/hub/api';
import type { HubReader } from '../../hub/hub-reader.ts';
import type { ListPlace } from '../../view/listing.tsx';
import { allArches, hasArch } from '../hosts/host-arches.ts';
import { type CountReport, countEach } from './count-report.ts';

/** How much each host has done. */
export interface HostReport extends CountReport {
  readonly hostArch: string | undefined;
  /** What can be chosen from. */
  readonly arches: readonly string[];
}
export interface HostReportQuery {
  /** Look at hosts of this architecture alone. */
  readonly hostArch: string | undefined;
  readonly place: ListPlace;
}

export async function countByHost(
  hub: HubReader,
  { hostArch, place }: HostReportQuery,
  ask: (hub: Hub<HubApi>, hostId: number) => unknown,
): Promise<HostReport> {
  const [all] = await hub.read((hub) => [hub.listHosts()]);
  const hosts = all.filter((host) => hasArch(host, hostArch));
  return { ...(await countEach(hub, hosts, ask, place)), hostArch, arches: allArches(all) };
}
