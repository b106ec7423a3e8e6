import { GenericError } from '@koji/common/errors';
import type { ArchiveFile } from '@koji/common/types/archive';
import { requireBuild } from '../builds/build-key.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { findArchiveFile } from './archive-file.ts';
import { findArchive } from './queries.ts';
import { readTarMembers } from './tar-members.ts';
import { readZipMembers } from './zip-members.ts';

/** The files in an archive. None for types that cannot be opened, which strict calls take amiss, and for missing files. */
export async function listMembers(
  call: Call,
  archiveId: number,
  { strict }: { readonly strict: boolean },
): Promise<ArchiveFile[]> {
  const archive = orFault(await findArchive(call.db, archiveId), `No such archive: ${archiveId}`);
  const kind = archive.compression_type;
  if (kind !== 'zip' && kind !== 'tar') {
    if (strict) throw new GenericError(`Unsupported archive type: ${archive.type_name}`);
    return [];
  }
  const path = await findArchiveFile(call, await requireBuild(call.db, archive.build_id), archive);
  if (path === undefined) return [];
  const members = kind === 'zip' ? await readZipMembers(path) : await readTarMembers(path, call.signal);
  return members.map((member) => ({ archive_id: archiveId, ...member }));
}
