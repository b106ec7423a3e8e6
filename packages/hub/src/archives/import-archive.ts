import { lstat, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { BuildError, GenericError, ImportError } from '@koji/common/errors';
import { formatMaven, type MavenCoordinates, parsePom } from '@koji/common/maven/pom';
import { fileDigests } from '@koji/common/rpm/checksum';
import type { Archive, ArchiveType } from '@koji/common/types/archive';
import type { Build } from '@koji/common/types/build';
import { CHECKSUM_TYPES } from '@koji/common/types/states';
import type { WireStruct } from '@koji/common/wire/values';
import { holdForContent } from '../builds/hold-for-content.ts';
import { toJsonText } from '../db/json.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { assertPlainFile, moveIntoPlace } from '../tree/move-into-place.ts';
import { findBType, findMavenBuild, findWinBuild, listTypesOf } from '../typed-builds/queries.ts';
import { archiveTypeOf } from './archive-type.ts';
import { keepMavenFile } from './maven-files.ts';
import {
  findArchive,
  insertArchive,
  insertImageArchive,
  insertMavenArchive,
  insertWinArchive,
  listArchiveTypes,
} from './queries.ts';

/** What an archive's build type needs to know. */
export type ArchiveInfo =
  | ({ readonly btype: 'maven' } & MavenCoordinates)
  | { readonly btype: 'win'; readonly relpath: string; readonly platforms: readonly string[]; readonly flags: readonly string[] }
  | { readonly btype: 'image'; readonly arch: string }
  | { readonly btype: string; readonly subdir: string };

/** A file's measures, found by us or, where only those are kept, told by its maker. */
export interface FileFacts {
  readonly filename: string;
  readonly size: number | bigint;
  readonly checksum: string;
  readonly checksumType: keyof typeof CHECKSUM_TYPES;
}

/** A build that archives are imported into, held, with what must be known for each of them. */
export interface ArchiveTarget {
  readonly build: Build;
  /** Ids of the build's types by name. */
  readonly btypes: ReadonlyMap<string, number>;
  readonly archiveTypes: readonly ArchiveType[];
}
export async function openForArchives(call: Call, build: Build): Promise<ArchiveTarget> {
  if (build.draft) throw new GenericError(`${build.nvr} is a draft build, which can hold rpms only`);
  await holdForContent(call.db, build);
  const btypes = new Map((await listTypesOf(call.db, build.id)).map(({ id, name }) => [name, id]));
  if (btypes.has('maven')) orFault(await findMavenBuild(call.db, build.id), `no such Maven build: ${build.nvr}`);
  if (btypes.has('win')) orFault(await findWinBuild(call.db, build.id), `no such Windows build: ${build.nvr}`);
  return { build, btypes, archiveTypes: await listArchiveTypes(call.db) };
}

export interface ArchiveImport {
  readonly info: ArchiveInfo;
  readonly buildrootId: number | null;
  /** Where the file was uploaded; null keeps the record without a file. */
  readonly path: string | null;
  /** Measured here when left out. */
  readonly facts?: FileFacts;
  readonly extra?: WireStruct | null;
  /** What a content generator says of it, for hooks. */
  readonly fileinfo?: WireStruct | null;
}

/** Records a file that is no rpm as part of a build and moves it there. */
export async function importArchive(call: Call, target: ArchiveTarget, given: ArchiveImport): Promise<Archive> {
  const { build } = target;
  const { info, path } = given;
  const btypeId = target.btypes.get(info.btype) ?? (await refuseType(call, info.btype));
  if (path !== null) await assertPlainFile(call, path);
  const facts = given.facts ?? (await measure(orFault(path, 'a file is needed')));
  const type = archiveTypeOf(target.archiveTypes, facts.filename);
  if (!type) throw new GenericError(`unsupported file extension: ${facts.filename}`);
  const record = {
    typeId: type.id,
    btypeId,
    buildId: build.id,
    buildrootId: given.buildrootId,
    filename: facts.filename,
    size: facts.size,
    checksum: facts.checksum,
    checksumType: CHECKSUM_TYPES[facts.checksumType],
    metadataOnly: path === null,
    extra: given.extra === undefined || given.extra === null ? null : toJsonText(given.extra),
  };
  const hookData = { type: 'archive', build, build_type: info.btype, filepath: path, fileinfo: given.fileinfo ?? null };
  await call.hooks.emit(call, 'pre', 'Import', { ...hookData, archive: record });
  const id = await insertArchive(call.db, record);
  await recordInfo(call, id, given, type);
  const archive = orFault(await findArchive(call.db, id), `No such archive: ${id}`);
  if (path !== null) await keepFile(call, build, info, archive, path);
  await call.hooks.emit(call, 'post', 'Import', { ...hookData, archive });
  return archive;
}

async function measure(path: string): Promise<FileFacts> {
  const { size, digests } = await fileDigests(path, ['sha256']);
  return { filename: basename(path), size, checksum: digests.sha256, checksumType: 'sha256' };
}

async function refuseType(call: Call, btype: string): Promise<never> {
  if (!(await findBType(call.db, btype))) throw new BuildError(`unsupported build type: ${btype}`);
  throw new ImportError(`Build does not have type ${btype}`);
}

async function recordInfo(call: Call, archiveId: number, { info, path }: ArchiveImport, type: ArchiveType): Promise<void> {
  if ('group_id' in info) {
    if (type.name === 'pom' && path !== null) await assertPomFits(path, info);
    await insertMavenArchive(call.db, {
      archive_id: archiveId,
      group_id: info.group_id,
      artifact_id: info.artifact_id,
      version: info.version,
    });
  } else if ('platforms' in info) {
    if (info.platforms.length === 0) throw new BuildError('no value for platforms');
    const flags = info.flags.length === 0 ? null : info.flags.join(' ');
    await insertWinArchive(call.db, { archive_id: archiveId, relpath: info.relpath, platforms: info.platforms.join(' '), flags });
  } else if ('arch' in info) {
    await insertImageArchive(call.db, archiveId, info.arch);
  }
}

const maxPomBytes = 10 * 1024 * 1024;
/** A project model must be the one its coordinates say, and be called so. */
async function assertPomFits(path: string, info: MavenCoordinates): Promise<void> {
  if ((await lstat(path)).size > maxPomBytes) throw new BuildError(`${basename(path)} is too long for a POM`);
  const own = parsePom(await readFile(path, 'utf8'));
  if (formatMaven(own) !== formatMaven(info)) {
    throw new BuildError(
      `Maven info from .pom file (${formatMaven(own)}) does not match user-supplied typeInfo (${formatMaven(info)})`,
    );
  }
  if (basename(path) !== `${info.artifact_id}-${info.version}.pom`) {
    throw new BuildError(`Maven info (${formatMaven(info)}) is not consistent with pom filename (${basename(path)})`);
  }
}

async function keepFile(call: Call, build: Build, info: ArchiveInfo, archive: Archive, path: string): Promise<void> {
  const relpath = 'subdir' in info ? info.subdir : (archive.relpath ?? null);
  const destination = call.layout.archive(build, { ...archive, relpath });
  if (info.btype === 'maven') await keepMavenFile(call, path, dirname(destination));
  else await moveIntoPlace(call, path, destination);
}
