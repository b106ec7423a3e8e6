import { USER_STATUS } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { Badge } from '../../view/badge.tsx';
import { Filters, TextField } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import type { Visit } from '../page.ts';
import type { UsersData } from './users.ts';

export function usersView({ query, rows, paging }: UsersData, visit: Visit): Child {
  return (
    <>
      <Heading title="Users" />
      <Filters visit={visit} names={['prefix']}>
        <TextField name="prefix" label="Name begins with" value={query.prefix} />
      </Filters>
      <Listing
        label="Users"
        rows={rows}
        paging={paging}
        visit={visit}
        empty={query.prefix ? `Nobody’s name begins with “${query.prefix}”.` : 'There are no users.'}
        columns={[
          { label: 'ID', kind: 'id', order: 'id', cell: ({ id }) => id },
          { label: 'Name', kind: 'title', order: 'name', cell: ({ id, name }) => <UserLink id={id} name={name} /> },
          { label: 'Packages', cell: ({ id }) => <a href={href('packages', { userID: id })}>packages</a> },
          { label: 'Builds', cell: ({ id }) => <a href={href('builds', { userID: id })}>builds</a> },
          { label: 'Tasks', cell: ({ id }) => <a href={href('tasks', { owner: id, state: 'all' })}>tasks</a> },
          {
            label: 'Status',
            kind: 'state',
            cell: ({ status }) => (status === USER_STATUS.BLOCKED ? <Badge tone="bad">blocked</Badge> : ''),
          },
        ]}
      />
    </>
  );
}
