import type { Received } from '@koji/common/client/hub-client';
import type { Archive, ArchiveFile } from '@koji/common/types/archive';
import type { Build } from '@koji/common/types/build';
import type { Buildroot } from '@koji/common/types/buildroot';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered, countOf, countOnly, maybe, orElse } from '../../hub/outcomes.ts';
import { cutPage, type ListPlace, listPlace, onePage, type Paged } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { archiveinfoView } from './archiveinfo.view.tsx';

interface ArchiveQuery {
  readonly archiveID: number;
  readonly files: ListPlace;
  readonly users: ListPlace;
}
export interface ArchiveinfoData {
  readonly archive: Received<Archive>;
  readonly build: Received<Build> | undefined;
  /** Where it was built. */
  readonly buildroot: Received<Buildroot> | undefined;
  readonly files: Paged<ArchiveFile>;
  /** Buildroots that it was part of. */
  readonly users: Paged<Received<Buildroot>>;
  /** How much an image holds. */
  readonly rpmCount: number;
  readonly archiveCount: number;
}
const userSize = 20;

export const archiveinfo = page({
  name: 'archiveinfo',
  section: 'builds',
  parse: (query): ArchiveQuery => ({
    archiveID: query.id('archiveID'),
    files: listPlace(query, ['name', 'size'], 'name', 'file'),
    users: listPlace(query, ['id', 'host_name', 'create_event_time'], '-id', 'buildroot'),
  }),
  load: loadArchiveinfo,
  title: ({ archive }) => archive.filename,
  view: archiveinfoView,
});

async function loadArchiveinfo(hub: HubReader, { archiveID, files, users }: ArchiveQuery): Promise<ArchiveinfoData> {
  const [known, listed, using, rpms, archives] = await hub.attempt((hub) => [
    hub.getArchive(archiveID),
    hub.listArchiveFiles(archiveID, { queryOpts: onePage(files) }),
    hub.listBuildroots({ archiveID, queryOpts: onePage(users, userSize) }),
    hub.listRPMs({ imageID: archiveID, queryOpts: countOnly }),
    hub.listArchives({ imageID: archiveID, queryOpts: countOnly }),
  ]);
  const archive = found(answered(known), 'archive', archiveID);
  const [build, buildroot] = await hub.attempt((hub) => [
    hub.getBuild(archive.build_id),
    hub.getBuildroot(archive.buildroot_id ?? -1),
  ]);
  return {
    archive,
    build: maybe(build),
    buildroot: maybe(buildroot),
    files: cutPage(orElse(listed, []), files),
    users: cutPage(orElse(using, []), users, userSize),
    rpmCount: countOf(rpms),
    archiveCount: countOf(archives),
  };
}
