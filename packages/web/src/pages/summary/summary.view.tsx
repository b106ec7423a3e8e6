import type { Child } from 'hono/jsx';
import { BuildState, TaskState } from '../../view/badge.tsx';
import { Part } from '../../view/facts.tsx';
import { ActionButton } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { BuildLink, href, TaskLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { Time } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import { labelOf } from '../tasks/task-label.ts';
import type { SummaryData } from './summary.ts';

export function summaryView({ counts, hosts, builds, tasks, notifications, isOwn }: SummaryData, visit: Visit): Child {
  const { visitor, site, now } = visit;
  return (
    <>
      <Heading title={visitor ? `Hello, ${visitor.name}` : site.greeting} />
      <div id="live" data-refresh={15}>
        <div class="tiles">
          <Tile page={href('tasks', { state: 'open', view: 'flat' })} count={counts.open} label="tasks at work" />
          <Tile page={href('tasks', { state: 'free', view: 'flat' })} count={counts.waiting} label="tasks waiting" />
          <Tile page={href('builds', { state: 0 })} count={counts.building} label="builds under way" />
          <Tile page={href('hosts')} count={hosts.ready} label={`of ${hosts.enabled} hosts ready`} />
        </div>
        <Part
          title={isOwn ? 'Your builds' : 'Recent builds'}
          actions={
            <>
              {isOwn ? <a href={href('packages', { userID: visitor?.id })}>your packages</a> : null}
              <a href={href('builds', isOwn ? { userID: visitor?.id } : {})}>all {isOwn ? 'your ' : ''}builds</a>
            </>
          }
        >
          <Listing
            label="Recent builds"
            rows={builds}
            empty={isOwn ? 'You have not built anything yet.' : 'Nothing has been built yet. koji build starts the first one.'}
            columns={[
              { label: 'Build', kind: 'title', cell: (build) => <BuildLink id={build.build_id} nvr={build.nvr} /> },
              !isOwn && { label: 'Built by', cell: (build) => <UserLink id={build.owner_id} name={build.owner_name} /> },
              { label: 'Finished', cell: (build) => <Time at={build.completion_ts} now={now} /> },
              { label: 'State', kind: 'state', cell: (build) => <BuildState state={build.state} /> },
            ]}
          />
        </Part>
        <Part
          title={isOwn ? 'Your tasks' : 'Recent tasks'}
          actions={
            <a href={href('tasks', isOwn ? { owner: visitor?.id, state: 'all' } : { state: 'all' })}>
              all {isOwn ? 'your ' : ''}tasks
            </a>
          }
        >
          <Listing
            label="Recent tasks"
            rows={tasks}
            empty="None yet."
            columns={[
              { label: 'Task', kind: 'title', cell: (task) => <TaskLink id={task.id}>{labelOf(task)}</TaskLink> },
              !isOwn && { label: 'Owner', cell: (task) => <UserLink id={task.owner} name={task.owner_name} /> },
              { label: 'Created', cell: (task) => <Time at={task.create_ts} now={now} /> },
              { label: 'State', kind: 'state', cell: (task) => <TaskState state={task.state} /> },
            ]}
          />
        </Part>
      </div>
      {isOwn ? <Notifications notifications={notifications} visit={visit} /> : null}
    </>
  );
}

function Tile({ page, count, label }: { page: string; count: number; label: string }): Child {
  return (
    <a class="card" href={page}>
      <strong>{count.toLocaleString('en')}</strong>
      <span>{label}</span>
    </a>
  );
}

function Notifications({ notifications, visit }: { notifications: SummaryData['notifications']; visit: Visit }): Child {
  return (
    <Part
      title="Your notifications"
      actions={
        <a class="button" href={href('notificationcreate')}>
          New notification
        </a>
      }
    >
      <Listing
        label="Your notifications"
        rows={notifications}
        empty="You get no mails about builds of others."
        columns={[
          { label: 'Package', kind: 'title', cell: (row) => row.packageName ?? 'any package' },
          { label: 'Tag', cell: (row) => row.tagName ?? 'any tag' },
          { label: 'Builds', cell: (row) => (row.successOnly ? 'that succeed' : 'all') },
          {
            label: 'Change',
            cell: (row) => (
              <span class="actions">
                <a class="button" href={href('notificationedit', { notificationID: row.id })}>
                  Edit
                </a>
                <ActionButton visit={visit} action="notificationdelete" label="Delete" query={{ notificationID: row.id }} />
              </span>
            ),
          },
        ]}
      />
    </Part>
  );
}
