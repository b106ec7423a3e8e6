import type { Received } from '@koji/common/client/hub-client';
import type { Host } from '@koji/common/types/host';
import type { HubReader } from '../../hub/hub-reader.ts';

/** All hosts, as reports count for each of them. */
export async function listReportHosts(hub: HubReader): Promise<Received<Host>[]> {
  const [hosts] = await hub.read((hub) => [hub.listHosts()]);
  return hosts;
}
export function splitArches(arches: string | null): string[] {
  return arches?.split(/[\s,]+/).filter(Boolean) ?? [];
}
export function archesOf(hosts: readonly Pick<Host, 'arches'>[]): string[] {
  return [...new Set(hosts.flatMap(({ arches }) => splitArches(arches)))].sort();
}
