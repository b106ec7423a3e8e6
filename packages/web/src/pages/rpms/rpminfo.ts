import type { Received } from '@koji/common/client/hub-client';
import { pathComponent } from '@koji/common/paths/rooted-join';
import type { Build } from '@koji/common/types/build';
import type { Rpm, RpmDependency, RpmFile } from '@koji/common/types/rpm';
import { DEP_TYPES } from '@koji/common/types/states';
import type { HubReader } from '../../hub/hub-reader.ts';
import { orElse } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { rpminfoView } from './rpminfo.view.tsx';

const shownFiles = 200;

export interface RpminfoData {
  readonly rpm: Rpm;
  readonly build: Received<Build> | undefined;
  readonly headers: { readonly summary?: string; readonly description?: string; readonly license?: string };
  readonly provides: readonly RpmDependency[];
  readonly requires: readonly RpmDependency[];
  readonly files: readonly RpmFile[];
  readonly hasMoreFiles: boolean;
  readonly signatures: readonly { readonly sigkey: string }[];
  /** Address of the file below that of the tree. */
  readonly path: string | undefined;
}

export const rpminfo = page({
  name: 'rpminfo',
  section: 'builds',
  parse: (query) => ({ rpmID: query.idOrName('rpmID') }),
  load: loadRpminfo,
  title: ({ rpm }) => `${rpm.name}-${rpm.version}-${rpm.release}.${rpm.arch}.rpm`,
  view: rpminfoView,
});

async function loadRpminfo(hub: HubReader, { rpmID }: { rpmID: number | string }): Promise<RpminfoData> {
  const [known] = await hub.read((hub) => [hub.getRPM(rpmID)]);
  const rpm = found(known as unknown as Rpm | null, 'rpm', rpmID);
  const [build, headers, provides, requires, files, signatures] = await hub.attempt((hub) => [
    hub.getBuild(rpm.build_id ?? -1),
    hub.getRPMHeaders({ rpmID: rpm.id, headers: ['summary', 'description', 'license'] }),
    hub.getRPMDeps(rpm.id, { depType: DEP_TYPES.PROVIDE }),
    hub.getRPMDeps(rpm.id, { depType: DEP_TYPES.REQUIRE }),
    hub.listRPMFiles(rpm.id, { queryOpts: { order: 'name', limit: shownFiles + 1 } as never }),
    hub.queryRPMSigs({ rpm_id: rpm.id }),
  ]);
  const own = (orElse(build, null) as Received<Build> | null) ?? undefined;
  const listed = orElse(files, []) as unknown as RpmFile[];
  return {
    rpm,
    build: own,
    headers: orElse(headers, {}) as RpminfoData['headers'],
    provides: orElse(provides, []) as unknown as RpmDependency[],
    requires: orElse(requires, []) as unknown as RpmDependency[],
    files: listed.slice(0, shownFiles),
    hasMoreFiles: listed.length > shownFiles,
    signatures: (orElse(signatures, []) as unknown as { sigkey: string }[]).filter(({ sigkey }) => sigkey !== ''),
    path: own && !rpm.metadata_only ? pathOf(own, rpm) : undefined,
  };
}

function pathOf({ name, version, release, volume_name }: Received<Build>, rpm: Rpm): string {
  const volume = volume_name === 'DEFAULT' ? [] : ['vol', volume_name];
  const file = `${rpm.name}-${rpm.version}-${rpm.release}.${rpm.arch}.rpm`;
  return [...volume, 'packages', name, version, release, rpm.arch, file]
    .map((part) => encodeURIComponent(pathComponent(part, 'path')))
    .join('/');
}
