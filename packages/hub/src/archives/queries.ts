import type { MavenCoordinates } from '@koji/common/maven/pom';
import type { Archive, ArchiveType, ImageArchive, MavenArchive, WinArchive } from '@koji/common/types/archive';
import type { Db } from '../db/database.ts';
import { extraDocument } from '../db/documents.ts';
import { insertedId } from '../db/inserted-id.ts';
import { listRows } from '../db/query-options.ts';
import { type Sql, sql } from '../db/sql.ts';

/** What every answer about an archive holds, by answer key. `extra` is JSON text here. */
export const archiveColumns = {
  id: sql`archiveinfo.id`,
  type_id: sql`archiveinfo.type_id`,
  btype_id: sql`archiveinfo.btype_id`,
  btype: sql`btype.name`,
  build_id: sql`archiveinfo.build_id`,
  buildroot_id: sql`archiveinfo.buildroot_id`,
  filename: sql`archiveinfo.filename`,
  size: sql`archiveinfo.size`,
  checksum: sql`archiveinfo.checksum`,
  checksum_type: sql`archiveinfo.checksum_type`,
  metadata_only: sql`archiveinfo.metadata_only`,
  extra: sql`archiveinfo.extra`,
  type_name: sql`archivetypes.name`,
  type_description: sql`archivetypes.description`,
  type_extensions: sql`archivetypes.extensions`,
  compression_type: sql`archivetypes.compression_type`,
} as const satisfies Partial<Record<keyof Archive, Sql>>;
export const archiveSource = sql`
  from archiveinfo
  join archivetypes on archivetypes.id = archiveinfo.type_id
  join btype on btype.id = archiveinfo.btype_id`;

/** Archives without what their build types add. */
export function listArchivesWhere(db: Db, where: Sql): Promise<Archive[]> {
  const query = {
    columns: archiveColumns,
    from: archiveSource,
    where,
    defaultOrder: sql`archiveinfo.id`,
    documents: extraDocument,
  };
  return listRows(db, query);
}
/** An archive with all that is known of it. */
export async function findArchive(db: Db, id: number): Promise<Archive | undefined> {
  const [archive] = await listArchivesWhere(db, sql`archiveinfo.id = ${id}`);
  const part = archive && (await findTypePart(db, archive));
  if (!part) return archive;
  const { archive_id: _same, ...rest } = part;
  return { ...archive, ...rest };
}
function findTypePart(db: Db, { id, btype }: Archive): Promise<MavenArchive | WinArchive | ImageArchive | undefined> {
  if (btype === 'maven') return findMavenArchive(db, id);
  if (btype === 'win') return findWinArchive(db, id);
  if (btype === 'image') return findImageArchive(db, id);
  return Promise.resolve(undefined);
}

export function findMavenArchive(db: Db, id: number): Promise<MavenArchive | undefined> {
  return db.row(sql`select archive_id, group_id, artifact_id, version from maven_archives where archive_id = ${id}`);
}
export function findWinArchive(db: Db, id: number): Promise<WinArchive | undefined> {
  return db.row(sql`select archive_id, relpath, platforms, flags from win_archives where archive_id = ${id}`);
}
/** The image has a root file system when rpms are recorded in it. */
export function findImageArchive(db: Db, id: number): Promise<ImageArchive | undefined> {
  return db.row(sql`
    select archive_id, arch, exists (select 1 from archive_rpm_components c where c.archive_id = image_archives.archive_id) as rootid
    from image_archives where archive_id = ${id}`);
}

/** A file that others can depend on by its coordinates. */
export interface MavenFile extends MavenCoordinates {
  readonly id: number;
  readonly build_id: number;
  readonly filename: string;
  readonly size: number;
}
export function listMavenFiles(db: Db, buildIds: readonly number[]): Promise<MavenFile[]> {
  return db.rows(sql`
    select archiveinfo.id, archiveinfo.build_id, archiveinfo.filename, archiveinfo.size, maven_archives.group_id, maven_archives.artifact_id,
           maven_archives.version
    from archiveinfo join maven_archives on maven_archives.archive_id = archiveinfo.id where archiveinfo.build_id = any(${buildIds}::int[])`);
}

export function listArchiveTypes(db: Db): Promise<ArchiveType[]> {
  return db.rows(sql`select id, name, description, extensions, compression_type from archivetypes order by id`);
}
export async function insertArchiveType(db: Db, type: Omit<ArchiveType, 'id'>): Promise<void> {
  await db.run(sql`
    insert into archivetypes (name, description, extensions, compression_type)
    values (${type.name}, ${type.description}, ${type.extensions}, ${type.compression_type})`);
}

export interface ArchiveRecord {
  readonly typeId: number;
  readonly btypeId: number;
  readonly buildId: number;
  readonly buildrootId: number | null;
  readonly filename: string;
  readonly size: number | bigint;
  readonly checksum: string;
  readonly checksumType: number;
  readonly metadataOnly: boolean;
  /** JSON text. */
  readonly extra: string | null;
}
export function insertArchive(db: Db, a: ArchiveRecord): Promise<number> {
  return insertedId(
    db,
    sql`
    insert into archiveinfo (type_id, btype_id, build_id, buildroot_id, filename, size, checksum, checksum_type, metadata_only, extra)
    values (${a.typeId}, ${a.btypeId}, ${a.buildId}, ${a.buildrootId}, ${a.filename}, ${a.size}, ${a.checksum}, ${a.checksumType},
            ${a.metadataOnly}, ${a.extra})
    returning id`,
  );
}
export async function insertMavenArchive(db: Db, { archive_id, group_id, artifact_id, version }: MavenArchive): Promise<void> {
  await db.run(sql`
    insert into maven_archives (archive_id, group_id, artifact_id, version) values (${archive_id}, ${group_id}, ${artifact_id}, ${version})`);
}
export async function insertWinArchive(db: Db, { archive_id, relpath, platforms, flags }: WinArchive): Promise<void> {
  await db.run(
    sql`insert into win_archives (archive_id, relpath, platforms, flags) values (${archive_id}, ${relpath}, ${platforms}, ${flags})`,
  );
}
export async function insertImageArchive(db: Db, archiveId: number, arch: string): Promise<void> {
  await db.run(sql`insert into image_archives (archive_id, arch) values (${archiveId}, ${arch})`);
}
export async function insertRpmComponents(db: Db, archiveId: number, rpmIds: readonly number[]): Promise<void> {
  await db.run(sql`
    insert into archive_rpm_components (archive_id, rpm_id)
    select ${archiveId}::int, rpm_id from (select distinct unnest(${rpmIds}::int[]) as rpm_id) given order by rpm_id`);
}
export async function insertArchiveComponents(db: Db, archiveId: number, componentIds: readonly number[]): Promise<void> {
  await db.run(sql`
    insert into archive_components (archive_id, component_id)
    select ${archiveId}::int, component_id from (select distinct unnest(${componentIds}::int[]) as component_id) given order by component_id`);
}
