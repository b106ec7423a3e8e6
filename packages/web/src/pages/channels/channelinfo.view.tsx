import type { Child } from 'hono/jsx';
import { YesNo } from '../../view/badge.tsx';
import { Fact, Facts, Part } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { HostLink, href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { Time } from '../../view/time.tsx';
import { HostLoad, HostState } from '../hosts/host-state.view.tsx';
import type { Visit } from '../page.ts';
import type { ChannelinfoData } from './channelinfo.ts';

export function channelinfoView({ channel, hosts, waiting, open }: ChannelinfoData, visit: Visit): Child {
  const ready = hosts.filter((host) => host.enabled && host.ready).length;
  return (
    <>
      <Heading
        trail={[
          [href('hosts'), 'Hosts'],
          [href('channels'), 'Channels'],
        ]}
        title={channel.name}
        mark={<YesNo value={channel.enabled} yes="enabled" no="disabled" />}
        lead={channel.description}
      />
      <Facts>
        <Fact name="ID">{channel.id}</Fact>
        <Fact name="Waiting">
          <a href={href('tasks', { channelID: channel.id, state: 'free', view: 'flat' })}>{waiting}</a>
        </Fact>
        <Fact name="Being worked on">
          <a href={href('tasks', { channelID: channel.id, state: 'open', view: 'flat' })}>{open}</a>
        </Fact>
        <Fact name="Ready hosts">
          {ready} of {hosts.length}
        </Fact>
        <Fact name="Comment" when={channel.comment} wide>
          {channel.comment}
        </Fact>
      </Facts>
      <Part title="Hosts">
        <Listing
          label={`Hosts in ${channel.name}`}
          rows={hosts}
          empty="No host takes tasks of this channel; they will wait. koji add-host-to-channel adds one."
          columns={[
            { label: 'Name', kind: 'title', cell: (host) => <HostLink id={host.id} name={host.name} /> },
            { label: 'Arches', cell: (host) => host.arches },
            { label: 'Load', cell: (host) => <HostLoad load={host.task_load} capacity={host.capacity} /> },
            { label: 'Last seen', cell: (host) => <Time at={host.update_ts} now={visit.now} /> },
            { label: 'State', kind: 'state', cell: (host) => <HostState host={host} /> },
          ]}
        />
      </Part>
    </>
  );
}
