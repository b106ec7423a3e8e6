import { stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DownloadError } from '@koji/common/client/download';
import { KojiError } from '@koji/common/errors';
import { type ArchivePlace, type BuildPlace, mavenPath, PathLayout } from '@koji/common/paths/layout';
import { type ChecksumType, fileDigest } from '@koji/common/rpm/checksum';
import { readFacts } from '@koji/common/rpm/fields';
import { readRpm } from '@koji/common/rpm/header';
import type { Nvra } from '@koji/common/rpm/nvr';
import { CHECKSUM_TYPES, nameOf } from '@koji/common/types/states';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../errors.ts';
import { type FetchStyle, fetchFile } from './fetch-file.ts';

export type RpmToFetch = Nvra & { readonly id: number; readonly size: number; readonly payloadhash: string };
export type ArchiveToFetch = ArchivePlace & { readonly size: number; readonly checksum: string; readonly checksum_type: number };

export interface FetchedBuild {
  readonly build: BuildPlace;
  readonly topurl: string;
}

/** Fetches an rpm, or its copy signed with a key, and makes sure that it is the one that was built. */
export async function fetchRpm(
  context: CommandContext,
  { build, topurl }: FetchedBuild,
  rpm: RpmToFetch,
  sigkey: string | undefined,
  style: FetchStyle,
): Promise<void> {
  const layout = new PathLayout(topurl);
  const url = sigkey ? layout.signedRpm(build, rpm, sigkey) : layout.rpm(build, rpm);
  const path = basename(url);
  // Only the size of the unsigned file is known.
  await fetchFile(context, url, path, sigkey ? style : { ...style, size: rpm.size });
  const { size } = await stat(path);
  if (!sigkey && size !== rpm.size)
    await discard(path, `Downloaded rpm ${path} size ${size} does not match db size ${rpm.size}, deleting`);
  const sigmd5 = await readRpm(path).then(
    (file) => readFacts(file).sigmd5,
    async (error: unknown) => {
      if (!(error instanceof KojiError)) throw error;
      context.out.warn(error.message);
      return await discard(path, `Downloaded rpm ${path} is not valid rpm file, deleting`);
    },
  );
  if (sigmd5 !== rpm.payloadhash) await discard(path, `Downloaded rpm ${path} doesn't match db, deleting`);
}

/** The signed copy, or where that is gone and the caller agrees the unsigned file. */
export async function fetchRpmOrUnsigned(
  context: CommandContext,
  from: FetchedBuild,
  rpm: RpmToFetch,
  sigkey: string,
  style: FetchStyle,
): Promise<void> {
  try {
    await fetchRpm(context, from, rpm, sigkey, style);
  } catch (error) {
    if (!(error instanceof DownloadError) || error.status !== 404) throw error;
    context.out.warn('Signed copy not present, will download unsigned copy');
    await fetchRpm(context, from, rpm, undefined, style);
  }
}

export async function fetchArchive(
  context: CommandContext,
  { build, topurl }: FetchedBuild,
  archive: ArchiveToFetch,
  style: FetchStyle,
): Promise<void> {
  const url = new PathLayout(topurl).archive(build, archive);
  const path = localName(archive);
  await fetchFile(context, url, path, { ...style, size: archive.size });
  if ((await stat(path)).size !== archive.size)
    await discard(path, `Downloaded archive ${path} size does not match db size, deleting`);
  const type = nameOf(CHECKSUM_TYPES, archive.checksum_type) as ChecksumType;
  if ((await fileDigest(path, type)) !== archive.checksum)
    await discard(path, `Downloaded archive ${path} doesn't match checksum, deleting`);
}

/** Maven and Windows files keep the directories that are part of their names. */
function localName({ btype, filename, group_id, artifact_id, version, relpath }: ArchivePlace): string {
  if (btype === 'maven')
    return join(mavenPath({ group_id: group_id ?? '', artifact_id: artifact_id ?? '', version: version ?? '' }), filename);
  return btype === 'win' && relpath ? join(relpath, filename) : filename;
}

async function discard(path: string, reason: string): Promise<never> {
  await unlink(path);
  throw new CommandFailure(reason);
}
