import type { Received } from '@koji/common/client/hub-client';
import type { Channel } from '@koji/common/types/channel';
import type { Host } from '@koji/common/types/host';
import { TASK_STATES } from '@koji/common/types/states';
import type { ListedTask } from '@koji/common/types/task';
import type { User } from '@koji/common/types/user';
import type { HubReader } from '../../hub/hub-reader.ts';
import { orElse } from '../../hub/outcomes.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paging } from '../../view/listing.tsx';
import { page, type Site, type Visit } from '../page.ts';
import { found } from '../problems.ts';
import type { Query } from '../query.ts';
import { parentMethods, toplevelMethods } from './task-methods.ts';
import { flattenTree, type TreeRow } from './task-tree.ts';
import { tasksView } from './tasks.view.tsx';

const states = ['active', 'all', 'free', 'open', 'assigned', 'closed', 'canceled', 'failed'] as const;
const views = ['tree', 'toplevel', 'flat'] as const;
const orders = ['id', 'method', 'owner', 'arch', 'completion_time', 'state', 'create_time'] as const;
/** The lists are of tasks that people start, so children of a task are shown below it and not by themselves. */
export type TaskListView = (typeof views)[number];

export interface TasksQuery {
  readonly owner: number | string | undefined;
  readonly state: (typeof states)[number];
  readonly view: TaskListView;
  readonly method: string;
  readonly hostID: number | string | undefined;
  readonly channelID: number | string | undefined;
  readonly place: ListPlace;
}
export interface TaskRow {
  readonly task: Received<ListedTask>;
  readonly below: readonly TreeRow[];
}
export interface TasksData {
  readonly query: TasksQuery;
  readonly rows: readonly TaskRow[];
  readonly paging: Paging;
  readonly owner: User | undefined;
  readonly host: Received<Host> | undefined;
  readonly channel: Channel | undefined;
}

export const tasks = page({
  name: 'tasks',
  section: 'tasks',
  parse: (query): TasksQuery => ({
    owner: query.optionalIdOrName('owner'),
    state: query.oneOf('state', states, 'active'),
    view: query.oneOf('view', views, 'tree'),
    method: query.text('method') ?? 'all',
    hostID: query.optionalIdOrName('hostID'),
    channelID: query.optionalIdOrName('channelID'),
    place: listTasksPlace(query),
  }),
  load: loadTasks,
  title: ({ query, owner, host, channel }) => {
    const of = owner ? ` of ${owner.name}` : host ? ` on ${host.name}` : channel ? ` in channel ${channel.name}` : '';
    return `${query.state === 'all' ? 'Tasks' : `${query.state[0]?.toUpperCase()}${query.state.slice(1)} tasks`}${of}`;
  },
  view: tasksView,
});

function listTasksPlace(query: Query): ListPlace {
  return listPlace(query, orders, '-id');
}

async function loadTasks(hub: HubReader, query: TasksQuery, { site }: Visit): Promise<TasksData> {
  const [owner, host, channel] = await findNamed(hub, query);
  const shown = { ...query, view: effectiveView(query, site) };
  const opts = {
    decode: true,
    ...statesOf(query.state),
    ...methodsOf(shown, site),
    ...(shown.view === 'flat' ? {} : { parent: null }),
    ...(owner ? { owner: owner.id } : {}),
    ...(host ? { host_id: host.id } : {}),
    ...(channel ? { channel_id: channel.id } : {}),
  };
  const [listed] = await hub.read((hub) => [hub.listTasks({ opts, queryOpts: onePage(query.place) })]);
  const { rows, paging } = cutPage(listed, query.place);
  return { query: shown, rows: await withDescendents(hub, rows, shown.view), paging, owner, host, channel };
}

/** Hosts and methods of subtasks have nothing at the top. */
function effectiveView({ view, hostID, method }: TasksQuery, site: Site): TaskListView {
  if (hostID !== undefined) return 'flat';
  if (method === 'all') return view;
  if (!toplevelMethods(site).includes(method)) return 'flat';
  return view === 'tree' && !parentMethods(site).includes(method) ? 'toplevel' : view;
}
function statesOf(state: TasksQuery['state']): { state?: number[] } {
  if (state === 'all') return {};
  if (state === 'active') return { state: [TASK_STATES.FREE, TASK_STATES.OPEN, TASK_STATES.ASSIGNED] };
  return { state: [TASK_STATES[state.toUpperCase() as keyof typeof TASK_STATES]] };
}
function methodsOf({ method, view }: TasksQuery, site: Site): { method?: string | string[] } {
  if (method !== 'all') return { method };
  return view === 'toplevel' ? { method: toplevelMethods(site) } : {};
}

async function findNamed(
  hub: HubReader,
  { owner, hostID, channelID }: TasksQuery,
): Promise<[User | undefined, Received<Host> | undefined, Channel | undefined]> {
  if (owner === undefined && hostID === undefined && channelID === undefined) return [undefined, undefined, undefined];
  const [user, host, channel] = await hub.read((hub) => [
    hub.getUser({ userInfo: owner ?? -1 }),
    hub.getHost(hostID ?? -1),
    hub.getChannel(channelID ?? -1),
  ]);
  return [
    owner === undefined ? undefined : found(user, 'user', owner),
    hostID === undefined ? undefined : found(host, 'host', hostID),
    channelID === undefined ? undefined : found(channel, 'channel', channelID),
  ];
}

async function withDescendents(hub: HubReader, rows: readonly Received<ListedTask>[], view: TaskListView): Promise<TaskRow[]> {
  if (view !== 'tree' || rows.length === 0) return rows.map((task) => ({ task, below: [] }));
  const trees = await hub.attempt((hub) => rows.map((task) => hub.getTaskDescendents(task.id, { request: true })));
  return rows.map((task, i) => ({
    task,
    below: flattenTree(orElse(trees[i], {}), task.id),
  }));
}
