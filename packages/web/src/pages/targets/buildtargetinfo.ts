import type { Target } from '@koji/common/types/target';
import type { HubReader } from '../../hub/hub-reader.ts';
import { page } from '../page.ts';
import { badRequest, found } from '../problems.ts';
import { buildtargetinfoView } from './buildtargetinfo.view.tsx';

export interface BuildtargetinfoData {
  readonly target: Target;
}

export const buildtargetinfo = page({
  name: 'buildtargetinfo',
  section: 'targets',
  parse: (query) => ({ key: query.optionalIdOrName('targetID') ?? query.text('name') }),
  load: loadTarget,
  title: ({ target }) => `Build target ${target.name}`,
  view: buildtargetinfoView,
});

async function loadTarget(hub: HubReader, { key }: { key: number | string | undefined }): Promise<BuildtargetinfoData> {
  if (key === undefined) throw badRequest('targetID or name is missing in the address.');
  const [target] = await hub.read((hub) => [hub.getBuildTarget(key)]);
  return { target: found(target, 'build target', key) };
}
