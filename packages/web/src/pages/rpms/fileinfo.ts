import type { Archive } from '@koji/common/types/archive';
import type { Rpm, RpmFile } from '@koji/common/types/rpm';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered, orElse, single } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { badRequest, found } from '../problems.ts';
import { fileinfoView } from './fileinfo.view.tsx';

interface FileQuery {
  readonly filename: string;
  readonly rpmID: number | undefined;
  readonly archiveID: number | undefined;
}
export interface FileData {
  readonly file: { readonly name: string; readonly size: number } & Partial<RpmFile>;
  /** What the file is in. */
  readonly rpm: Rpm | undefined;
  readonly archive: Archive | undefined;
}

/** One file within an rpm or an archive. */
export const fileinfo = page({
  name: 'fileinfo',
  section: 'builds',
  parse(query): FileQuery {
    const wanted = {
      filename: query.requiredText('filename'),
      rpmID: query.optionalId('rpmID'),
      archiveID: query.optionalId('archiveID'),
    };
    if (wanted.rpmID === undefined && wanted.archiveID === undefined)
      throw badRequest('rpmID or archiveID is missing in the address.');
    return wanted;
  },
  load: loadFile,
  title: ({ file }) => file.name,
  view: fileinfoView,
});

async function loadFile(hub: HubReader, { filename, rpmID, archiveID }: FileQuery): Promise<FileData> {
  if (rpmID !== undefined) {
    const [info, file] = await hub.attempt((hub) => [hub.getRPM(rpmID), hub.getRPMFile(rpmID, filename)]);
    const rpm = found(single(answered(info)), 'rpm', rpmID);
    return { rpm, archive: undefined, file: foundFile(orElse(file, null) as RpmFile | null, filename) };
  }
  const id = archiveID ?? -1;
  const [info, file] = await hub.attempt((hub) => [hub.getArchive(id), hub.getArchiveFile(id, filename)]);
  const archive = found(answered(info), 'archive', id);
  return { rpm: undefined, archive, file: foundFile(orElse(file, null) as RpmFile | null, filename) };
}

/** The hub answers an empty struct for a file that an rpm does not have. */
function foundFile<T extends { readonly name?: string }>(file: T | null, filename: string): T {
  return found(file?.name === undefined ? null : file, 'file', filename);
}
