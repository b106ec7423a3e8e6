import type { Received } from '@koji/common/client/hub-client';
import type { Buildroot } from '@koji/common/types/buildroot';
import type { Task } from '@koji/common/types/task';
import type { HubReader } from '../../hub/hub-reader.ts';
import { countOf, countOnly, single } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { buildrootName } from './buildroot-name.tsx';
import { buildrootinfoView } from './buildrootinfo.view.tsx';

export interface BuildrootinfoData {
  readonly buildroot: Received<Buildroot>;
  readonly task: Received<Task> | undefined;
  /** How many RPMs and archives it was made of, and were built in it. */
  readonly counts: {
    readonly rpms: number;
    readonly builtRpms: number;
    readonly archives: number;
    readonly builtArchives: number;
  };
}

export const buildrootinfo = page({
  name: 'buildrootinfo',
  section: 'builds',
  parse: (query) => ({ buildrootID: query.id('buildrootID') }),
  load: loadBuildrootinfo,
  title: ({ buildroot }) => `Buildroot ${buildrootName(buildroot)}`,
  view: buildrootinfoView,
});

async function loadBuildrootinfo(hub: HubReader, { buildrootID }: { buildrootID: number }): Promise<BuildrootinfoData> {
  const [known, rpms, builtRpms, archives, builtArchives] = await hub.read((hub) => [
    hub.getBuildroot(buildrootID),
    hub.listRPMs({ componentBuildrootID: buildrootID, queryOpts: countOnly }),
    hub.listRPMs({ buildrootID, queryOpts: countOnly }),
    hub.listArchives({ componentBuildrootID: buildrootID, queryOpts: countOnly }),
    hub.listArchives({ buildrootID, queryOpts: countOnly }),
  ]);
  const buildroot = found(known, 'buildroot', buildrootID);
  const [task] = await hub.read((hub) => [hub.getTaskInfo(buildroot.task_id ?? -1, { request: true })]);
  return {
    buildroot,
    task: single(task) ?? undefined,
    counts: {
      rpms: countOf(rpms),
      builtRpms: countOf(builtRpms),
      archives: countOf(archives),
      builtArchives: countOf(builtArchives),
    },
  };
}
