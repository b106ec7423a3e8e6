import type { Child } from 'hono/jsx';
import { TaskState } from '../../view/badge.tsx';
import { Commas } from '../../view/commas.tsx';
import { Fact, Facts, Part } from '../../view/facts.tsx';
import { ActionButton } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { ChannelLink, href, TaskLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { ExactTime, Time } from '../../view/time.tsx';
import { buildrootColumns } from '../buildroots/buildroot-columns.tsx';
import { may, type Visit } from '../page.ts';
import { labelOf } from '../tasks/task-label.ts';
import { HostLoad, HostState } from './host-state.view.tsx';
import type { HostinfoData } from './hostinfo.ts';

export function hostinfoView({ host, channels, buildroots, tasks }: HostinfoData, visit: Visit): Child {
  const [action, label] = host.enabled ? ['disablehost', 'Disable'] : ['enablehost', 'Enable'];
  return (
    <>
      <Heading trail={[[href('hosts'), 'Hosts']]} title={host.name} mark={<HostState host={host} />}>
        {may(visit, 'host') ? (
          <>
            <a class="button" href={href('hostedit', { hostID: host.id })}>
              Edit
            </a>
            <ActionButton visit={visit} action={action} label={label} query={{ hostID: host.id }} />
          </>
        ) : null}
      </Heading>
      <Facts>
        <Fact name="ID">{host.id}</Fact>
        <Fact name="Load of capacity">
          <HostLoad load={host.task_load} capacity={host.capacity} />
        </Fact>
        <Fact name="Arches">{host.arches}</Fact>
        <Fact name="Last seen">
          <ExactTime at={host.update_ts} now={visit.now} />
        </Fact>
        <Fact name="Channels" when={channels.length > 0}>
          <Commas items={channels}>{({ id, name }) => <ChannelLink id={id} name={name} />}</Commas>
        </Fact>
        <Fact name="Description" when={host.description} wide>
          {host.description}
        </Fact>
        <Fact name="Comment" when={host.comment} wide>
          {host.comment}
        </Fact>
      </Facts>
      <Part title="At work" actions={<a href={href('tasks', { hostID: host.id, state: 'all' })}>all its tasks</a>}>
        <Listing
          label="Tasks of this host"
          rows={tasks}
          empty="It has nothing to do."
          columns={[
            { label: 'ID', kind: 'id', cell: (task) => <TaskLink id={task.id} /> },
            { label: 'Task', kind: 'title', cell: (task) => <TaskLink id={task.id}>{labelOf(task)}</TaskLink> },
            { label: 'Arch', cell: (task) => task.arch },
            { label: 'Started', cell: (task) => <Time at={task.start_ts} now={visit.now} /> },
            { label: 'State', kind: 'state', cell: (task) => <TaskState state={task.state} /> },
          ]}
        />
      </Part>
      {buildroots.length === 0 ? null : (
        <Part title="Buildroots in use">
          <Listing label="Buildroots" rows={buildroots} empty="" columns={buildrootColumns(visit.now, { ofOneHost: true })} />
        </Part>
      )}
    </>
  );
}
