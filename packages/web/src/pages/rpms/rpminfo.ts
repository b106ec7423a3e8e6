import type { Received } from '@koji/common/client/hub-client';
import type { Build } from '@koji/common/types/build';
import type { Buildroot } from '@koji/common/types/buildroot';
import type { Rpm, RpmDependency, RpmFile } from '@koji/common/types/rpm';
import type { HubReader } from '../../hub/hub-reader.ts';
import { maybe, orElse, single } from '../../hub/outcomes.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paged } from '../../view/listing.tsx';
import { rpmName } from '../../view/rpm-name.ts';
import { headerNames, readHeaders, type SourceHeaders } from '../builds/source-headers.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { rpminfoView } from './rpminfo.view.tsx';

interface RpmQuery {
  readonly rpmID: number | string;
  readonly files: ListPlace;
  readonly users: ListPlace;
}
export interface RpminfoData {
  readonly rpm: Rpm;
  readonly build: Received<Build> | undefined;
  readonly headers: SourceHeaders;
  readonly dependencies: readonly RpmDependency[];
  readonly files: Paged<RpmFile>;
  /** Where it was built. */
  readonly buildroot: Received<Buildroot> | undefined;
  /** Buildroots that it was part of. */
  readonly users: Paged<Received<Buildroot>>;
  readonly signatures: readonly { readonly sigkey: string }[];
}
const userSize = 10;

export const rpminfo = page({
  name: 'rpminfo',
  section: 'builds',
  parse: (query): RpmQuery => ({
    rpmID: query.idOrName('rpmID'),
    files: listPlace(query, ['name', 'size'], 'name', 'file'),
    users: listPlace(query, ['id', 'host_name', 'create_event_time'], '-id', 'buildroot'),
  }),
  load: loadRpminfo,
  title: ({ rpm }) => `${rpmName(rpm)}.rpm`,
  view: rpminfoView,
});

async function loadRpminfo(hub: HubReader, { rpmID, files, users }: RpmQuery): Promise<RpminfoData> {
  const [known] = await hub.read((hub) => [hub.getRPM(rpmID)]);
  const rpm = found(single(known), 'rpm', rpmID);
  const [build, headers, dependencies, listed, buildroot, using, signatures] = await hub.attempt((hub) => [
    hub.getBuild(rpm.build_id ?? -1),
    hub.getRPMHeaders({ rpmID: rpm.id, headers: [...headerNames] }),
    hub.getRPMDeps(rpm.id),
    hub.listRPMFiles(rpm.id, { queryOpts: onePage(files) }),
    hub.getBuildroot(rpm.buildroot_id ?? -1),
    hub.listBuildroots({ rpmID: rpm.id, queryOpts: onePage(users, userSize) }),
    hub.queryRPMSigs({ rpm_id: rpm.id }),
  ]);
  return {
    rpm,
    build: maybe(build),
    headers: readHeaders(orElse(headers, {})),
    dependencies: orElse(dependencies, []),
    files: cutPage(orElse(listed, []), files),
    buildroot: maybe(buildroot),
    users: cutPage(orElse(using, []), users, userSize),
    signatures: orElse(signatures, []).filter(({ sigkey }) => sigkey !== ''),
  };
}
