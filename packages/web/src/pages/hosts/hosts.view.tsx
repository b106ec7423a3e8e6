import type { Child } from 'hono/jsx';
import { Commas } from '../../view/commas.tsx';
import { Filters, Select } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { ChannelLink, HostLink, href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { Time } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import { HostLoad, HostState } from './host-state.view.tsx';
import type { HostsData } from './hosts.ts';

export function hostsView({ query, rows, paging, channels, arches, load }: HostsData, visit: Visit): Child {
  return (
    <>
      <Heading
        title="Hosts"
        lead={
          load.ready === 0
            ? 'None of these is ready for work.'
            : `${load.ready} ready, carrying ${load.taken.toFixed(1)} of ${load.capacity.toFixed(1)}`
        }
      >
        <a class="button" href={href('clusterhealth')}>
          By channel
        </a>
      </Heading>
      <Filters visit={visit} names={['state', 'ready', 'channel', 'arch']}>
        <Select
          name="state"
          label="State"
          value={query.state}
          choices={['enabled', 'disabled', 'all'].map((word) => [word, word])}
        />
        <Select name="ready" label="Ready" value={query.ready} choices={['all', 'yes', 'no'].map((word) => [word, word])} />
        <Select
          name="channel"
          label="Channel"
          value={query.channel ?? 'all'}
          choices={[['all', 'all'], ...channels.map(({ name }) => [name, name] as const)]}
        />
        <Select
          name="arch"
          label="Arch"
          value={query.arch ?? 'all'}
          choices={[['all', 'all'], ...arches.map((arch) => [arch, arch] as const)]}
        />
      </Filters>
      <div id="live" data-refresh={30}>
        <Listing
          label="Hosts"
          rows={rows}
          paging={paging}
          visit={visit}
          empty="No host is like this. Hosts are added with koji add-host."
          columns={[
            { label: 'ID', kind: 'id', order: 'id', cell: ({ host }) => host.id },
            { label: 'Name', kind: 'title', order: 'name', cell: ({ host }) => <HostLink id={host.id} name={host.name} /> },
            { label: 'Arches', order: 'arches', cell: ({ host }) => host.arches },
            {
              label: 'Channels',
              cell: ({ channels }) => <Commas items={channels}>{({ id, name }) => <ChannelLink id={id} name={name} />}</Commas>,
            },
            {
              label: 'Load',
              order: 'task_load',
              cell: ({ host }) => <HostLoad load={host.task_load} capacity={host.capacity} />,
            },
            { label: 'Last seen', order: 'update_ts', cell: ({ host }) => <Time at={host.update_ts} now={visit.now} /> },
            { label: 'State', kind: 'state', order: 'ready', cell: ({ host }) => <HostState host={host} /> },
          ]}
        />
      </div>
    </>
  );
}
