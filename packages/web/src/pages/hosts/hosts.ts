import type { Received } from '@koji/common/client/hub-client';
import type { Channel } from '@koji/common/types/channel';
import type { Host } from '@koji/common/types/host';
import type { HubReader } from '../../hub/hub-reader.ts';
import { type ListPlace, listPlace, type Paging, sliceList, sortBy } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { allArches, hasArch } from './host-arches.ts';
import { hostsView } from './hosts.view.tsx';

const states = ['enabled', 'disabled', 'all'] as const;
const answers = ['all', 'yes', 'no'] as const;
const orders = ['id', 'name', 'arches', 'enabled', 'ready', 'task_load', 'capacity', 'update_ts'] as const;

export interface HostsQuery {
  readonly state: (typeof states)[number];
  readonly ready: (typeof answers)[number];
  readonly channel: string | undefined;
  readonly arch: string | undefined;
  readonly place: ListPlace;
}
export interface HostRow {
  readonly host: Received<Host>;
  readonly channels: readonly Channel[];
}
export interface HostsData {
  readonly query: HostsQuery;
  readonly rows: readonly HostRow[];
  readonly paging: Paging;
  /** What can be chosen from. */
  readonly channels: readonly Channel[];
  readonly arches: readonly string[];
  /** Of the hosts that are ready: what they carry and could carry. */
  readonly load: { readonly ready: number; readonly taken: number; readonly capacity: number };
}

export const hosts = page({
  name: 'hosts',
  section: 'hosts',
  parse: (query): HostsQuery => ({
    state: query.oneOf('state', states, 'enabled'),
    ready: query.oneOf('ready', answers, 'all'),
    channel: query.choice('channel'),
    arch: query.choice('arch'),
    place: listPlace(query, orders, 'name'),
  }),
  load: loadHosts,
  title: () => 'Hosts',
  view: hostsView,
});

async function loadHosts(hub: HubReader, query: HostsQuery): Promise<HostsData> {
  const [listed, channels] = await hub.read((hub) => [hub.listHosts(), hub.listChannels()]);
  const all = listed;
  const memberships = await hub.read((hub) => all.map((host) => hub.listChannels({ hostID: host.id })));
  const rows = all.map((host, i): HostRow => ({ host, channels: memberships[i] ?? [] }));
  const chosen = rows.filter((row) => isChosen(row, query));
  const ready = chosen.filter(({ host }) => host.enabled && host.ready);
  const sum = (amountOf: (host: Received<Host>) => number) => ready.reduce((total, { host }) => total + amountOf(host), 0);
  const sorted = sortBy(chosen, query.place.order, ({ host }, column) => host[column as (typeof orders)[number]]);
  return {
    query,
    ...sliceList(sorted, query.place),
    channels: channels,
    arches: allArches(all),
    load: { ready: ready.length, taken: sum((host) => host.task_load), capacity: sum((host) => host.capacity) },
  };
}

function isChosen({ host, channels }: HostRow, { state, ready, channel, arch }: HostsQuery): boolean {
  if (state !== 'all' && host.enabled !== (state === 'enabled')) return false;
  if (ready !== 'all' && host.ready !== (ready === 'yes')) return false;
  if (channel !== undefined && !channels.some(({ name }) => name === channel)) return false;
  return hasArch(host, arch);
}
