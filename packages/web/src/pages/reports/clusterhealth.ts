import type { Received } from '@koji/common/client/hub-client';
import type { Channel } from '@koji/common/types/channel';
import type { Host } from '@koji/common/types/host';
import { TASK_STATES } from '@koji/common/types/states';
import type { HubReader } from '../../hub/hub-reader.ts';
import { countOf, countOnly } from '../../hub/outcomes.ts';
import { allArches, hasArch } from '../hosts/host-arches.ts';
import { page } from '../page.ts';
import { clusterhealthView } from './clusterhealth.view.tsx';

/** What a channel can do, and what waits for it. */
export interface ChannelHealth {
  readonly channel: Channel;
  readonly hosts: number;
  readonly enabled: number;
  /** Enabled and well. */
  readonly able: number;
  readonly load: number;
  readonly capacity: number;
  readonly waiting: number;
}
export interface ClusterHealth {
  readonly arch: string | undefined;
  readonly arches: readonly string[];
  readonly channels: readonly ChannelHealth[];
}

export const clusterhealth = page({
  name: 'clusterhealth',
  section: 'reports',
  parse: (query) => ({ arch: query.text('arch') === '__all__' ? undefined : query.text('arch') }),
  load: loadClusterHealth,
  title: () => 'Health of the hosts',
  view: clusterhealthView,
});

async function loadClusterHealth(hub: HubReader, { arch }: { arch: string | undefined }): Promise<ClusterHealth> {
  const [channels] = await hub.read((hub) => [hub.listChannels()]);
  const state = [TASK_STATES.FREE, TASK_STATES.ASSIGNED];
  const members = await hub.read((hub) => channels.map(({ id }) => hub.listHosts({ channelID: id })));
  const waiting = await hub.read((hub) =>
    channels.map(({ id }) =>
      hub.listTasks({ opts: { channel_id: id, state, ...(arch === undefined ? {} : { arch }) }, queryOpts: countOnly }),
    ),
  );
  return {
    arch,
    arches: allArches(members.flat()),
    channels: channels.map((channel, i) => {
      const hosts = (members[i] ?? []).filter((host) => hasArch(host, arch));
      return judge(channel, hosts, countOf(waiting[i]));
    }),
  };
}

function judge(channel: Channel, hosts: readonly Received<Host>[], waiting: number): ChannelHealth {
  const able = hosts.filter(({ enabled, ready }) => enabled && ready);
  const sum = (read: (host: Received<Host>) => number) => able.reduce((total, host) => total + read(host), 0);
  return {
    channel,
    hosts: hosts.length,
    enabled: hosts.filter(({ enabled }) => enabled).length,
    able: able.length,
    load: sum(({ task_load }) => task_load),
    capacity: sum(({ capacity }) => capacity),
    waiting,
  };
}
