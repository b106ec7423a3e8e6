import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isThere, unlessMissing } from '@koji/common/missing-files';
import type { Archive } from '@koji/common/types/archive';
import type { Build } from '@koji/common/types/build';
import type { Call } from '../rpc/call.ts';

/**
 * Where an archive's file is; undefined when there is none. Content generators may keep files of their own types in
 * subdirectories that are recorded nowhere: a name that is there once is found.
 */
export async function findArchiveFile(call: Call, build: Build, archive: Archive): Promise<string | undefined> {
  const path = call.layout.archive(build, archive);
  if (await isThere(path)) return path;
  if (archive.btype === null || ['maven', 'win', 'image'].includes(archive.btype)) return undefined;
  const directory = call.layout.typeDirectory(build, archive.btype);
  const names = (await unlessMissing(readdir(directory, { recursive: true }))) ?? [];
  const [found, ...others] = names.filter((name) => basename(name) === archive.filename);
  return found !== undefined && others.length === 0 ? join(directory, found) : undefined;
}
