import type { User } from '@koji/common/types/user';
import type { HubReader } from '../../hub/hub-reader.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paging } from '../../view/listing.tsx';
import { page, type Visit } from '../page.ts';
import { usersView } from './users.view.tsx';

export interface UsersQuery {
  readonly prefix: string | undefined;
  readonly place: ListPlace;
}
export interface UsersData {
  readonly query: UsersQuery;
  readonly rows: readonly User[];
  readonly paging: Paging;
}

export const users = page({
  name: 'users',
  section: 'users',
  parse: (query): UsersQuery => ({ prefix: query.text('prefix'), place: listPlace(query, ['id', 'name'], 'name') }),
  load: loadUsers,
  title: () => 'Users',
  view: usersView,
});

async function loadUsers(hub: HubReader, query: UsersQuery, { site }: Visit): Promise<UsersData> {
  const [listed] = await hub.read((hub) => [hub.listUsers({ prefix: query.prefix ?? null, queryOpts: onePage(query.place) })]);
  const { rows, paging } = cutPage(listed, query.place);
  return { query, rows: rows.filter(({ id }) => !site.hiddenUsers.includes(id)), paging };
}
