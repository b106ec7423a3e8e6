import { basename, join } from 'node:path';
import { isThere } from '@koji/common/missing-files';
import { fileDigests } from '@koji/common/rpm/checksum';
import type { Call } from '../rpc/call.ts';
import { moveIntoPlace } from '../tree/move-into-place.ts';
import { writeFileDurably } from '../tree/write-file.ts';

/** Moves a file into a directory of a Maven repository and writes the checksums that belong beside it. */
export async function keepMavenFile(call: Call, path: string, directory: string): Promise<void> {
  const destination = join(directory, basename(path));
  await moveIntoPlace(call, path, destination);
  const { digests } = await fileDigests(destination, ['md5', 'sha1']);
  for (const type of ['md5', 'sha1'] as const) {
    const file = `${destination}.${type}`;
    if (!(await isThere(file))) await writeFileDurably(call.db, file, digests[type]);
  }
}

/** Checksum files among a build's results; ours are made anew. */
export function isMavenChecksum(filename: string): boolean {
  return filename.endsWith('.md5') || filename.endsWith('.sha1');
}
