import type { Received } from '@koji/common/client/hub-client';
import type { RepoRequest } from '@koji/common/types/repo';
import type { Child } from 'hono/jsx';
import { Badge, TaskState } from '../../view/badge.tsx';
import { Filters, Select } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, RepoLink, TagLink, TaskLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { Nothing, Time } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import type { RequestsData } from './reporequests.ts';

export function reporequestsView({ query, tag, rows, paging }: RequestsData, visit: Visit): Child {
  return (
    <>
      <Heading title="Repository requests" lead={tag ? <TagLink id={tag.id} name={tag.name} /> : null} />
      <Filters visit={visit} names={['active']}>
        <Select
          name="active"
          label="Requests"
          value={query.active}
          choices={[
            ['true', 'waiting'],
            ['false', 'done'],
            ['all', 'all'],
          ]}
        />
      </Filters>
      <Listing
        label="Repository requests"
        rows={rows}
        paging={paging}
        visit={visit}
        empty={query.active === 'true' ? 'No repository is waited for.' : 'There are no such requests.'}
        columns={[
          {
            label: 'Request',
            kind: 'title',
            order: 'id',
            cell: (row) => <a href={href('reporequest', { reqID: row.id })}>Request {row.id}</a>,
          },
          { label: 'Tag', order: 'tag_name', cell: (row) => <TagLink id={row.tag_id} name={row.tag_name} /> },
          { label: 'By', cell: (row) => <UserLink id={row.owner} name={row.owner_name} /> },
          { label: 'Priority', kind: 'number', order: 'priority', cell: (row) => row.priority },
          {
            label: 'Task',
            order: 'task_id',
            cell: (row) => (row.task_id === null ? <Nothing /> : <TaskLink id={row.task_id} />),
          },
          {
            label: 'Repository',
            order: 'repo_id',
            cell: (row) => (row.repo_id === null ? <Nothing /> : <RepoLink id={row.repo_id} />),
          },
          { label: 'Asked', cell: (row) => <Time at={row.create_ts} now={visit.now} /> },
          { label: 'Status', kind: 'state', cell: (row) => <RequestStatus request={row} /> },
        ]}
      />
    </>
  );
}

/** Whether a request waits, is being worked on, or has ended and how. */
export function RequestStatus({ request }: { request: Received<RepoRequest> }): Child {
  if (request.active)
    return request.task_state === null ? <Badge tone="idle">waiting</Badge> : <TaskState state={request.task_state} />;
  return request.repo_id === null ? <Badge tone="bad">given up</Badge> : <Badge tone="good">done</Badge>;
}
