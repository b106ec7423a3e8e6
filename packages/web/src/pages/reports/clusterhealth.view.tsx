import type { Child } from 'hono/jsx';
import { Badge } from '../../view/badge.tsx';
import { ProgressBar } from '../../view/bars.tsx';
import { Filters, Select } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { ChannelLink, href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { Nothing } from '../../view/time.tsx';
import { HostLoad } from '../hosts/host-state.view.tsx';
import type { Visit } from '../page.ts';
import type { ChannelHealth, ClusterHealth } from './clusterhealth.ts';

export function clusterhealthView({ arch, arches, channels }: ClusterHealth, visit: Visit): Child {
  return (
    <>
      <Heading trail={[[href('reports'), 'Reports']]} title="Health of the hosts" lead="What each channel can still take on" />
      <Filters visit={visit} names={['arch']}>
        <Select
          name="arch"
          label="Architecture"
          value={arch ?? '__all__'}
          choices={[['__all__', 'all'], ...arches.map((name) => [name, name] as const)]}
        />
      </Filters>
      <div id="live" data-refresh={20}>
        <Listing
          label="Channels"
          rows={channels}
          empty="There are no channels."
          columns={[
            { label: 'Channel', kind: 'title', cell: ({ channel }) => <ChannelLink id={channel.id} name={channel.name} /> },
            {
              label: 'Load',
              cell: ({ able, load, capacity }) => (able === 0 ? <Nothing /> : <HostLoad load={load} capacity={capacity} />),
            },
            { label: 'Hosts', cell: (row) => <Hosts row={row} /> },
            {
              label: 'Waiting',
              kind: 'number',
              cell: ({ channel, waiting }) => (
                <a href={href('tasks', { channelID: channel.id, state: 'free', view: 'flat' })}>{waiting}</a>
              ),
            },
            { label: 'State', kind: 'state', cell: (row) => <Health row={row} /> },
          ]}
        />
      </div>
    </>
  );
}

function Hosts({ row: { hosts, enabled, able } }: { row: ChannelHealth }): Child {
  if (hosts === 0) return <span class="muted">none</span>;
  const label = `${able} of ${hosts} ready${hosts > enabled ? `, ${hosts - enabled} disabled` : ''}`;
  const segments = [
    { tone: 'good', count: able },
    { tone: 'bad', count: enabled - able },
    { tone: 'idle', count: hosts - enabled },
  ] as const;
  return (
    <span class="load">
      {label} <ProgressBar segments={segments} label={label} />
    </span>
  );
}

function Health({ row: { channel, able, load, capacity, waiting } }: { row: ChannelHealth }): Child {
  if (!channel.enabled) return <Badge tone="odd">disabled</Badge>;
  if (able === 0) return <Badge tone={waiting > 0 ? 'bad' : 'idle'}>no host</Badge>;
  return load >= capacity ? <Badge tone="odd">full</Badge> : <Badge tone="good">has room</Badge>;
}
