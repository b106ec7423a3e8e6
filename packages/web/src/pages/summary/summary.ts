import type { Received } from '@koji/common/client/hub-client';
import type { ListedBuild } from '@koji/common/types/build';
import { BUILD_STATES, TASK_STATES } from '@koji/common/types/states';
import type { ListedTask } from '@koji/common/types/task';
import type { HubReader } from '../../hub/hub-reader.ts';
import { countOf, countOnly } from '../../hub/outcomes.ts';
import { listNotifications, type NamedNotification } from '../notifications/list-notifications.ts';
import { page, type Visit } from '../page.ts';
import { summaryView } from './summary.view.tsx';

const shown = 12;

export interface SummaryData {
  readonly counts: { readonly waiting: number; readonly open: number; readonly building: number };
  readonly hosts: { readonly ready: number; readonly enabled: number };
  readonly builds: readonly Received<ListedBuild>[];
  readonly tasks: readonly Received<ListedTask>[];
  /** Mails that the visitor gets. */
  readonly notifications: readonly NamedNotification[];
  /** The lists are the visitor's own. */
  readonly isOwn: boolean;
}

/** The front page: how the farm does, and what was built last; for those logged in, their own. */
export const summary = page({
  name: '',
  section: 'summary',
  parse: () => ({}),
  load: loadSummary,
  title: () => 'Overview',
  view: summaryView,
});

async function loadSummary(hub: HubReader, _query: object, { visitor, site }: Visit): Promise<SummaryData> {
  const owner = visitor ? { owner: visitor.id } : { not_owner: [...site.hiddenUsers] };
  const top = { parent: null, decode: true };
  const count = (state: number[]) => ({ opts: { state }, queryOpts: countOnly });
  const [waiting, open, building, hosts, builds, tasks] = await hub.read((hub) => [
    hub.listTasks(count([TASK_STATES.FREE, TASK_STATES.ASSIGNED])),
    hub.listTasks(count([TASK_STATES.OPEN])),
    hub.listBuilds({ state: BUILD_STATES.BUILDING, queryOpts: countOnly }),
    hub.listHosts({ enabled: true }),
    hub.listBuilds({ userID: visitor?.id ?? null, queryOpts: { order: '-build_id', limit: shown } }),
    hub.listTasks({ opts: { ...top, ...owner }, queryOpts: { order: '-id', limit: shown } }),
  ]);
  return {
    counts: { waiting: countOf(waiting), open: countOf(open), building: countOf(building) },
    hosts: { ready: hosts.filter((host) => host.ready).length, enabled: hosts.length },
    builds,
    tasks,
    notifications: visitor ? await listNotifications(hub, visitor.id) : [],
    isOwn: visitor !== undefined,
  };
}
