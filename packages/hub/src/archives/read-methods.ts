import { GenericError } from '@koji/common/errors';
import type { Archive, ArchiveFile } from '@koji/common/types/archive';
import type { WireStruct } from '@koji/common/wire/values';
import { anyType, asText, hasFields, type TypeFilter, textOf } from '../builds/type-filter.ts';
import { applyQueryOptions } from '../db/apply-query-options.ts';
import type { Db } from '../db/database.ts';
import { extraDocument } from '../db/documents.ts';
import { listWith, queryOptions } from '../db/query-options.ts';
import { allOf, sql, when } from '../db/sql.ts';
import { orNull } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { bigInteger, flag, int, nullable, struct, text } from '../rpc/shapes.ts';
import { findBType } from '../typed-builds/queries.ts';
import { archiveTypeOf } from './archive-type.ts';
import { listMembers } from './list-members.ts';
import {
  archiveColumns,
  archiveSource,
  findArchive,
  findImageArchive,
  findMavenArchive,
  findWinArchive,
  listArchiveTypes,
} from './queries.ts';

/** A method that answers what one of the queries finds of an archive. */
function aboutArchive<const N extends string, T>(
  name: N,
  doc: string,
  { kind, find }: { readonly kind: string; find(db: Db, id: number): Promise<T | undefined> },
) {
  return method({
    name,
    doc,
    access: anyone,
    readOnly: true,
    params: [param('archive_id', int), optional('strict', flag, false)],
    run: async ({ db }, { archive_id, strict }) => orNull(await find(db, archive_id), strict, `No such ${kind}: ${archive_id}`),
  });
}
export const getArchive = aboutArchive('getArchive', 'An archive with what its build type adds.', {
  kind: 'archive',
  find: findArchive,
});
export const getMavenArchive = aboutArchive('getMavenArchive', 'The Maven coordinates of an archive.', {
  kind: 'Maven archive',
  find: findMavenArchive,
});
export const getWinArchive = aboutArchive('getWinArchive', 'Path, platforms and flags of a Windows file.', {
  kind: 'Windows archive',
  find: findWinArchive,
});
export const getImageArchive = aboutArchive('getImageArchive', 'The arch of an image, and whether it holds a root file system.', {
  kind: 'image archive',
  find: findImageArchive,
});

export const listArchives = method({
  name: 'listArchives',
  doc: 'Archives of a build, from a buildroot or host, used in a buildroot, contained in an archive; by name, size, checksum, build type.',
  access: anyone,
  readOnly: true,
  params: [
    optional('buildID', nullable(int), null),
    optional('buildrootID', nullable(int), null),
    optional('componentBuildrootID', nullable(int), null),
    optional('hostID', nullable(int), null),
    optional('type', nullable(text), null),
    optional('filename', nullable(text), null),
    optional('size', nullable(bigInteger), null),
    optional('checksum', nullable(text), null),
    optional('checksum_type', nullable(int), null),
    optional('typeInfo', nullable(struct), null),
    optional('queryOpts', queryOptions, null),
    optional('imageID', nullable(int), null),
    optional('archiveID', nullable(int), null),
    optional('strict', flag, false),
  ],
  async run(call, a) {
    const type = await typeFilter(call, a.type, a.typeInfo);
    const used = a.componentBuildrootID !== null;
    const found = await listWith<Archive>(
      call.db,
      {
        columns: {
          ...archiveColumns,
          ...(used
            ? { component_buildroot_id: sql`buildroot_archives.buildroot_id`, project: sql`buildroot_archives.project_dep` }
            : {}),
          ...(a.hostID === null ? {} : { host_id: sql`standard_buildroot.host_id` }),
          ...type.columns,
        },
        from: sql`${archiveSource}${type.join}
          ${used ? sql`join buildroot_archives on buildroot_archives.archive_id = archiveinfo.id` : sql``}
          ${a.hostID === null ? sql`` : sql`join standard_buildroot on standard_buildroot.buildroot_id = archiveinfo.buildroot_id`}`,
        where: allOf([
          when(a.buildID, (id) => sql`archiveinfo.build_id = ${id}`),
          when(a.buildrootID, (id) => sql`archiveinfo.buildroot_id = ${id}`),
          when(a.componentBuildrootID, (id) => sql`buildroot_archives.buildroot_id = ${id}`),
          when(a.hostID, (id) => sql`standard_buildroot.host_id = ${id}`),
          when(a.imageID, (id) => sql`archiveinfo.id in (select component_id from archive_components where archive_id = ${id})`),
          when(a.archiveID, (id) => sql`archiveinfo.id = ${id}`),
          when(a.filename, (name) => sql`archiveinfo.filename = ${name}`),
          when(a.size, (size) => sql`archiveinfo.size = ${size}`),
          when(a.checksum, (sum) => sql`archiveinfo.checksum = ${sum}`),
          when(a.checksum_type, (sumType) => sql`archiveinfo.checksum_type = ${sumType}`),
          type.where,
        ]),
        defaultOrder: sql`archiveinfo.id`,
        documents: extraDocument,
      },
      a.queryOpts,
    );
    if (a.strict && (found === 0 || (Array.isArray(found) && found.length === 0))) throw new GenericError('No archives found.');
    return found;
  },
});

async function typeFilter(call: Call, type: string | null, info: WireStruct | null): Promise<TypeFilter> {
  switch (type) {
    case null:
      return anyType;
    case 'maven':
      return {
        columns: {
          group_id: sql`maven_archives.group_id`,
          artifact_id: sql`maven_archives.artifact_id`,
          version: sql`maven_archives.version`,
        },
        join: sql` join maven_archives on maven_archives.archive_id = archiveinfo.id`,
        where: hasFields('maven_archives', ['group_id', 'artifact_id', 'version'], info),
      };
    case 'win':
      return {
        columns: { relpath: sql`win_archives.relpath`, platforms: sql`win_archives.platforms`, flags: sql`win_archives.flags` },
        join: sql` join win_archives on win_archives.archive_id = archiveinfo.id`,
        where: allOf([
          hasFields('win_archives', ['relpath'], info),
          when(wordsOf(info, 'platforms'), (words) => sql`string_to_array(win_archives.platforms, ' ') @> ${words}::text[]`),
          when(wordsOf(info, 'flags'), (words) => sql`string_to_array(win_archives.flags, ' ') @> ${words}::text[]`),
        ]),
      };
    case 'image':
      return {
        columns: { arch: sql`image_archives.arch` },
        join: sql` join image_archives on image_archives.archive_id = archiveinfo.id`,
        where: allOf([when(textOf(info, 'arch') || null, (v) => sql`image_archives.arch = ${v}`)]),
      };
    default: {
      const btype = await findBType(call.db, type);
      if (!btype) throw new GenericError(`unsupported archive type: ${type}`);
      if (info && Object.keys(info).length > 0) throw new GenericError(`typeInfo queries not supported for type ${type}`);
      return { columns: {}, join: sql``, where: sql`archiveinfo.btype_id = ${btype.id}` };
    }
  }
}
function wordsOf(info: WireStruct | null, field: string): string[] | null {
  const value = info?.[field];
  if (value === undefined || value === null) return null;
  return (Array.isArray(value) ? value : [value]).map((item) => asText(item, field));
}

export const listArchiveFiles = method({
  name: 'listArchiveFiles',
  doc: 'The files in a zip or tar archive.',
  access: anyone,
  readOnly: true,
  params: [param('archive_id', int), optional('queryOpts', queryOptions, null), optional('strict', flag, false)],
  run: async (call, { archive_id, queryOpts, strict }) =>
    applyQueryOptions<ArchiveFile>(await listMembers(call, archive_id, { strict }), queryOpts, [
      'archive_id',
      'name',
      'size',
      'mtime',
    ]),
});
export const getArchiveFile = method({
  name: 'getArchiveFile',
  doc: 'One file in a zip or tar archive.',
  access: anyone,
  readOnly: true,
  params: [param('archive_id', int), param('filename', text), optional('strict', flag, false)],
  async run(call, { archive_id, filename, strict }) {
    const found = (await listMembers(call, archive_id, { strict })).find(({ name }) => name === filename);
    return orNull(found, strict, `No such file: ${filename} in archive#${archive_id}`);
  },
});

export const getArchiveTypes = method({
  name: 'getArchiveTypes',
  doc: 'The types of files that can be imported.',
  access: anyone,
  readOnly: true,
  params: [],
  run: ({ db }) => listArchiveTypes(db),
});
export const getArchiveType = method({
  name: 'getArchiveType',
  doc: 'A type of file by id, by name or by what a file is called.',
  access: anyone,
  readOnly: true,
  params: [
    optional('filename', nullable(text), null),
    optional('type_name', nullable(text), null),
    optional('type_id', nullable(int), null),
    optional('strict', flag, false),
  ],
  async run({ db }, { filename, type_name, type_id, strict }) {
    const types = await listArchiveTypes(db);
    if (type_id)
      return orNull(
        types.find(({ id }) => id === type_id),
        strict,
        `No such archive type: ${type_id}`,
      );
    if (type_name)
      return orNull(
        types.find(({ name }) => name === type_name),
        strict,
        `No such archive type: ${type_name}`,
      );
    if (!filename) throw new GenericError('one of filename, type_name, or type_id must be specified');
    return orNull(archiveTypeOf(types, filename), strict, `unsupported file extension: ${filename}`);
  },
});
