import type { Received } from '@koji/common/client/hub-client';
import type { Channel } from '@koji/common/types/channel';
import type { Host } from '@koji/common/types/host';
import type { HubReader } from '../../hub/hub-reader.ts';
import { page } from '../page.ts';
import { channelsView } from './channels.view.tsx';

export interface ChannelRow {
  readonly channel: Channel;
  readonly hosts: readonly Received<Host>[];
}
export interface ChannelsData {
  readonly rows: readonly ChannelRow[];
}

export const channels = page({
  name: 'channels',
  section: 'hosts',
  parse: () => ({}),
  load: loadChannels,
  title: () => 'Channels',
  view: channelsView,
});

async function loadChannels(hub: HubReader): Promise<ChannelsData> {
  const [listed] = await hub.read((hub) => [hub.listChannels()]);
  const all = listed;
  const members = await hub.read((hub) => all.map(({ id }) => hub.listHosts({ channelID: id })));
  return { rows: all.map((channel, i) => ({ channel, hosts: members[i] ?? [] })) };
}
