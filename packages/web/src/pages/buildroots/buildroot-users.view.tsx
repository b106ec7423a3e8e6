import type { Received } from '@koji/common/client/hub-client';
import type { Buildroot } from '@koji/common/types/buildroot';
import type { Child } from 'hono/jsx';
import { Part } from '../../view/facts.tsx';
import { isEmpty, Listing, type Paged } from '../../view/listing.tsx';
import type { Visit } from '../page.ts';
import { buildrootColumns } from './buildroot-columns.tsx';

/** The buildroots that an rpm or an archive was part of. */
export function BuildrootUsers({ users, visit }: { users: Paged<Received<Buildroot>>; visit: Visit }): Child {
  if (isEmpty(users)) return null;
  return (
    <Part title="Buildroots that had it">
      <Listing
        label="Buildroots"
        rows={users.rows}
        paging={users.paging}
        visit={visit}
        empty=""
        columns={buildrootColumns(visit.now)}
      />
    </Part>
  );
}
