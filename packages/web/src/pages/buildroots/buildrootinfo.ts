import type { Received } from '@koji/common/client/hub-client';
import type { Buildroot, BuildrootRpm } from '@koji/common/types/buildroot';
import type { HubReader } from '../../hub/hub-reader.ts';
import { orElse } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { buildrootinfoView } from './buildrootinfo.view.tsx';

export interface BuildrootinfoData {
  readonly buildroot: Received<Buildroot>;
  readonly contents: readonly BuildrootRpm[];
}

export const buildrootinfo = page({
  name: 'buildrootinfo',
  section: 'hosts',
  parse: (query) => ({ buildrootID: query.id('buildrootID') }),
  load: loadBuildrootinfo,
  title: ({ buildroot }) => `Buildroot ${buildroot.id}`,
  view: buildrootinfoView,
});

async function loadBuildrootinfo(hub: HubReader, { buildrootID }: { buildrootID: number }): Promise<BuildrootinfoData> {
  const [known, contents] = await hub.attempt((hub) => [hub.getBuildroot(buildrootID), hub.getBuildrootListing(buildrootID)]);
  return {
    buildroot: found(orElse(known, null) as Received<Buildroot> | null, 'buildroot', buildrootID),
    contents: orElse(contents, []) as unknown as BuildrootRpm[],
  };
}
