import type { HubReader } from '../../hub/hub-reader.ts';
import { type ListPlace, listPlace } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { tally } from './count-report.ts';
import type { SampleReport } from './sample-report.view.tsx';
import { readSampleSize } from './sample-size.ts';
import { tasksbyuserView } from './tasksbyuser.view.tsx';

interface TasksByUserQuery {
  readonly last: number;
  readonly place: ListPlace;
}

export const tasksbyuser = page({
  name: 'tasksbyuser',
  section: 'reports',
  parse: (query): TasksByUserQuery => ({ last: readSampleSize(query), place: listPlace(query, ['name', 'tasks'], '-tasks') }),
  load: loadTasksByUser,
  title: () => 'Tasks by user',
  view: tasksbyuserView,
});

async function loadTasksByUser(hub: HubReader, { last, place }: TasksByUserQuery): Promise<SampleReport> {
  const [tasks] = await hub.read((hub) => [hub.listTasks({ opts: { parent: null }, queryOpts: { order: '-id', limit: last } })]);
  const owners = tasks.map(({ owner, owner_name }) => ({ id: owner, name: owner_name }));
  return { last, ...tally(owners, place) };
}
