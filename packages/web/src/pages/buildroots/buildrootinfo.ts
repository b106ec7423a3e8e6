import type { Received } from '@koji/common/client/hub-client';
import type { Buildroot } from '@koji/common/types/buildroot';
import type { Task } from '@koji/common/types/task';
import type { HubReader } from '../../hub/hub-reader.ts';
import { orElse } from '../../hub/outcomes.ts';
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
  const queryOpts = { countOnly: true } as never;
  const [known, rpms, builtRpms, archives, builtArchives] = await hub.attempt((hub) => [
    hub.getBuildroot(buildrootID),
    hub.listRPMs({ componentBuildrootID: buildrootID, queryOpts }),
    hub.listRPMs({ buildrootID, queryOpts }),
    hub.listArchives({ componentBuildrootID: buildrootID, queryOpts }),
    hub.listArchives({ buildrootID, queryOpts }),
  ]);
  const buildroot = found(orElse(known, null) as Received<Buildroot> | null, 'buildroot', buildrootID);
  const [task] = await hub.attempt((hub) => [hub.getTaskInfo(buildroot.task_id ?? -1, { request: true })]);
  return {
    buildroot,
    task: (orElse(task, null) as Received<Task> | null) ?? undefined,
    counts: {
      rpms: Number(orElse(rpms, 0)),
      builtRpms: Number(orElse(builtRpms, 0)),
      archives: Number(orElse(archives, 0)),
      builtArchives: Number(orElse(builtArchives, 0)),
    },
  };
}
