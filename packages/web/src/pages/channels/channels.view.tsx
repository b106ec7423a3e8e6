import type { Child } from 'hono/jsx';
import { YesNo } from '../../view/badge.tsx';
import { Heading } from '../../view/layout.tsx';
import { ChannelLink, href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { HostLoad } from '../hosts/host-state.view.tsx';
import type { ChannelRow, ChannelsData } from './channels.ts';

export function channelsView({ rows }: ChannelsData): Child {
  return (
    <>
      <Heading trail={[[href('hosts'), 'Hosts']]} title="Channels" lead="A channel decides which hosts a task may go to." />
      <Listing
        label="Channels"
        rows={rows}
        empty="There are no channels."
        columns={[
          { label: 'Name', kind: 'title', cell: ({ channel }) => <ChannelLink id={channel.id} name={channel.name} /> },
          { label: 'Description', cell: ({ channel }) => channel.description },
          { label: 'Ready hosts', kind: 'number', cell: (row) => `${readyHosts(row).length} of ${row.hosts.length}` },
          { label: 'Load', cell: (row) => <ChannelLoad row={row} /> },
          {
            label: 'Enabled',
            kind: 'state',
            cell: ({ channel }) => <YesNo value={channel.enabled} yes="enabled" no="disabled" />,
          },
        ]}
      />
    </>
  );
}

function readyHosts({ hosts }: ChannelRow) {
  return hosts.filter((host) => host.enabled && host.ready);
}
function ChannelLoad({ row }: { row: ChannelRow }): Child {
  const ready = readyHosts(row);
  if (ready.length === 0) return row.hosts.length === 0 ? '' : 'nobody is ready';
  return (
    <HostLoad
      load={ready.reduce((sum, host) => sum + host.task_load, 0)}
      capacity={ready.reduce((sum, host) => sum + host.capacity, 0)}
    />
  );
}
