import { BUILD_STATES } from '@koji/common/types/states';
import type { HubReader } from '../../hub/hub-reader.ts';
import { countOnly } from '../../hub/outcomes.ts';
import { page, type Visit } from '../page.ts';
import { buildsbystatusView } from './buildsbystatus.view.tsx';
import { periodStart, readDays } from './period.ts';

export interface BuildsByStatus {
  readonly days: number | undefined;
  readonly complete: number;
  readonly failed: number;
  readonly canceled: number;
}

/** How builds ended; those that were imported are left out. */
export const buildsbystatus = page({
  name: 'buildsbystatus',
  section: 'reports',
  parse: (query) => ({ days: readDays(query, 7) }),
  load: loadBuildsByStatus,
  title: () => 'Builds by outcome',
  view: buildsbystatusView,
});

async function loadBuildsByStatus(
  hub: HubReader,
  { days }: { days: number | undefined },
  { now }: Visit,
): Promise<BuildsByStatus> {
  const filter = { completeAfter: periodStart(days, now), taskID: -1, queryOpts: countOnly };
  const [complete, failed, canceled] = await hub.read((hub) => [
    hub.listBuilds({ ...filter, state: BUILD_STATES.COMPLETE }),
    hub.listBuilds({ ...filter, state: BUILD_STATES.FAILED }),
    hub.listBuilds({ ...filter, state: BUILD_STATES.CANCELED }),
  ]);
  return { days, complete: Number(complete), failed: Number(failed), canceled: Number(canceled) };
}
