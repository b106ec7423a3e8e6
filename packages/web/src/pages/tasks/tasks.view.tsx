import type { Child } from 'hono/jsx';
import { TaskState } from '../../view/badge.tsx';
import { ProgressBar } from '../../view/bars.tsx';
import { Filters, Select } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, TaskLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { Time } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import { labelOf } from './task-label.ts';
import { allMethods } from './task-methods.ts';
import { isFinished, progressOf, type TreeTask } from './task-tree.ts';
import type { TasksData } from './tasks.ts';

/** One line of the list: a task that people started, or below it one of its subtasks. */
interface Line {
  readonly task: TreeTask & { owner?: number; owner_name?: string };
  readonly depth: number;
  readonly below: readonly { readonly task: TreeTask }[];
}

export function tasksView(data: TasksData, visit: Visit): Child {
  const { query, rows, paging } = data;
  const lines: Line[] = rows.flatMap(({ task, below }) => [
    { task, depth: 0, below },
    ...below.map((row) => ({ task: row.task, depth: row.depth + 1, below: [] })),
  ]);
  const isLive = query.state !== 'closed' && query.state !== 'canceled' && query.state !== 'failed' && query.place.start === 0;
  return (
    <>
      <Heading title={tasksHeading(data)} lead={describeWhere(data)} />
      <Filters visit={visit} names={['state', 'view', 'method', 'owner']}>
        <Select
          name="state"
          label="State"
          value={query.state}
          choices={['active', 'all', 'free', 'assigned', 'open', 'closed', 'failed', 'canceled'].map((state) => [state, state])}
        />
        {visit.visitor ? (
          <Select
            name="owner"
            label="Owner"
            value={data.owner?.id === visit.visitor.id ? data.owner.id : (data.owner?.name ?? '')}
            choices={[
              ['', 'everyone'],
              [visit.visitor.id, 'me'],
            ]}
          />
        ) : data.owner ? (
          <Select name="owner" label="Owner" value={data.owner.name} choices={[['', 'everyone']]} />
        ) : null}
        <Select
          name="method"
          label="Method"
          value={query.method}
          choices={[['all', 'all'], ...allMethods(visit.site).map((method) => [method, method] as const)]}
        />
        {data.host ? null : (
          <Select
            name="view"
            label="View"
            value={query.view}
            choices={[
              ['tree', 'tree'],
              ['toplevel', 'top level'],
              ['flat', 'flat'],
            ]}
          />
        )}
      </Filters>
      <div id="live" data-refresh={isLive ? 10 : undefined}>
        <Listing
          label="Tasks"
          rows={lines}
          paging={{ ...paging, shown: rows.length }}
          visit={visit}
          empty={query.state === 'active' ? 'Nothing is being worked on, and nothing waits.' : 'No tasks are like this.'}
          rowClass={(line) => (line.depth > 0 ? 'sub' : undefined)}
          columns={[
            { label: 'ID', kind: 'id', order: 'id', cell: ({ task }) => <TaskLink id={task.id} /> },
            {
              label: 'Task',
              kind: 'title',
              order: 'method',
              cell: ({ task, depth, below }) => (
                <div class={`depth${Math.min(depth, 6)}`}>
                  <TaskLink id={task.id}>{labelOf(task)}</TaskLink>
                  {below.length > 1 && !isFinished(task.state) ? <TreeProgress below={below} /> : null}
                </div>
              ),
            },
            {
              label: 'Owner',
              order: 'owner',
              cell: ({ task }) => (task.owner_name === undefined ? '' : <UserLink id={task.owner} name={task.owner_name} />),
            },
            { label: 'Arch', order: 'arch', cell: ({ task }) => task.arch },
            {
              label: query.state === 'active' ? 'Created' : 'Finished',
              order: query.state === 'active' ? 'create_time' : 'completion_time',
              cell: ({ task }) => <Time at={query.state === 'active' ? task.create_ts : task.completion_ts} now={visit.now} />,
            },
            { label: 'State', kind: 'state', order: 'state', cell: ({ task }) => <TaskState state={task.state} /> },
          ]}
        />
      </div>
    </>
  );
}

function TreeProgress({ below }: { below: Line['below'] }): Child {
  const { segments, words } = progressOf(below.map((row) => row.task));
  return (
    <span class="brief">
      <ProgressBar segments={segments} label={words} /> <span class="note">{words}</span>
    </span>
  );
}

function tasksHeading({ query }: TasksData): string {
  return query.state === 'all' ? 'Tasks' : `${query.state[0]?.toUpperCase()}${query.state.slice(1)} tasks`;
}
function describeWhere({ owner, host, channel }: TasksData): Child {
  if (!owner && !host && !channel) return null;
  return (
    <>
      {owner ? (
        <>
          of <UserLink id={owner.id} name={owner.name} />{' '}
        </>
      ) : null}
      {host ? (
        <>
          on <a href={href('hostinfo', { hostID: host.id })}>{host.name}</a>{' '}
        </>
      ) : null}
      {channel ? (
        <>
          in the channel <a href={href('channelinfo', { channelID: channel.id })}>{channel.name}</a>
        </>
      ) : null}
    </>
  );
}
