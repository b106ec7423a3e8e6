import type { Received } from '@koji/common/client/hub-client';
import type { Channel } from '@koji/common/types/channel';
import type { Host } from '@koji/common/types/host';
import { TASK_STATES } from '@koji/common/types/states';
import type { HubReader } from '../../hub/hub-reader.ts';
import { countOf, countOnly } from '../../hub/outcomes.ts';
import { sortBy } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { channelinfoView } from './channelinfo.view.tsx';

export interface ChannelinfoData {
  readonly channel: Channel;
  readonly hosts: readonly Received<Host>[];
  /** Tasks of the channel that wait for a host, and that are being worked on. */
  readonly waiting: number;
  readonly open: number;
}

export const channelinfo = page({
  name: 'channelinfo',
  section: 'hosts',
  parse: (query) => ({ channelID: query.idOrName('channelID') }),
  load: loadChannelinfo,
  title: ({ channel }) => `Channel ${channel.name}`,
  view: channelinfoView,
});

async function loadChannelinfo(hub: HubReader, { channelID }: { channelID: number | string }): Promise<ChannelinfoData> {
  const [known] = await hub.read((hub) => [hub.getChannel(channelID)]);
  const channel = found(known, 'channel', channelID);
  const count = (state: number[]) => ({ opts: { channel_id: channel.id, state }, queryOpts: countOnly });
  const [hosts, waiting, open] = await hub.read((hub) => [
    hub.listHosts({ channelID: channel.id }),
    hub.listTasks(count([TASK_STATES.FREE, TASK_STATES.ASSIGNED])),
    hub.listTasks(count([TASK_STATES.OPEN])),
  ]);
  return {
    channel,
    hosts: sortBy(hosts, 'name', (host) => host.name),
    waiting: countOf(waiting),
    open: countOf(open),
  };
}
