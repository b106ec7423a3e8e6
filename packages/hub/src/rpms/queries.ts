import { formatNvra, type Nvra } from '@koji/common/rpm/nvr';
import type { ListedRpm, Rpm, RpmSignature } from '@koji/common/types/rpm';
import type { Db } from '../db/database.ts';
import { extraDocument } from '../db/documents.ts';
import { listRows } from '../db/query-options.ts';
import { allOf, type Sql, sql, when } from '../db/sql.ts';

/** What every answer about an rpm holds, by answer key. `extra` is JSON text here. */
export const rpmColumns = {
  id: sql`rpminfo.id`,
  build_id: sql`rpminfo.build_id`,
  buildroot_id: sql`rpminfo.buildroot_id`,
  name: sql`rpminfo.name`,
  version: sql`rpminfo.version`,
  release: sql`rpminfo.release`,
  epoch: sql`rpminfo.epoch`,
  arch: sql`rpminfo.arch`,
  draft: sql`rpminfo.draft`,
  external_repo_id: sql`rpminfo.external_repo_id`,
  external_repo_name: sql`external_repo.name`,
  payloadhash: sql`rpminfo.payloadhash`,
  size: sql`rpminfo.size`,
  buildtime: sql`rpminfo.buildtime`,
  metadata_only: sql`rpminfo.metadata_only`,
  extra: sql`rpminfo.extra`,
} as const satisfies Record<keyof Rpm, Sql>;
export const rpmSource = sql`from rpminfo join external_repo on external_repo.id = rpminfo.external_repo_id`;
export const listedRpmColumns = {
  ...rpmColumns,
  nvr: sql`rpminfo.name || '-' || rpminfo.version || '-' || rpminfo.release`,
} as const satisfies Record<Exclude<keyof ListedRpm, 'component_buildroot_id' | 'is_update'>, Sql>;

/** What rpms may be asked for by; given parts must all hold. */
export type RpmKey = { readonly id: number } | (Nvra & { readonly externalRepoId?: number });

/** All rpms a key fits: drafts and those of external repositories may share name, version, release and arch. */
export function listRpmsByKey(db: Db, key: RpmKey): Promise<Rpm[]> {
  const where =
    'id' in key
      ? sql`rpminfo.id = ${key.id}`
      : allOf([
          sql`rpminfo.name = ${key.name} and rpminfo.version = ${key.version} and rpminfo.release = ${key.release} and rpminfo.arch = ${key.arch}`,
          when(key.externalRepoId, (id) => sql`rpminfo.external_repo_id = ${id}`),
        ]);
  return listRpmsWhere(db, where);
}
function listRpmsWhere(db: Db, where: Sql): Promise<Rpm[]> {
  return listRows(db, { columns: rpmColumns, from: rpmSource, where, defaultOrder: sql`rpminfo.id`, documents: extraDocument });
}

export function listRpmsById(db: Db, ids: readonly number[]): Promise<Rpm[]> {
  return listRpmsWhere(db, sql`rpminfo.id = any(${ids}::int[])`);
}
export function listRpmsOfBuild(db: Db, buildId: number): Promise<Rpm[]> {
  return listRpmsWhere(db, sql`rpminfo.build_id = ${buildId}`);
}

/** What tells the parts of an rpm apart, in hex. */
export interface RpmDigests {
  readonly sigmd5: string;
  readonly sha1header: string | null;
  readonly sha256header: string | null;
}
/** An rpm of our own. */
export interface RpmRecord extends Nvra {
  readonly build_id: number;
  readonly buildroot_id: number | null;
  readonly epoch: number | null;
  readonly draft: boolean;
  readonly payloadhash: string;
  readonly size: number;
  readonly buildtime: number;
  /** JSON text. */
  readonly extra: string | null;
  readonly digests: RpmDigests;
}
/** The new ids in the order of the rpms; undefined for one that is there already, or named twice. */
export async function insertRpms(db: Db, rpms: readonly RpmRecord[]): Promise<(number | undefined)[]> {
  const column = <K extends keyof RpmRecord>(key: K) => rpms.map((rpm) => rpm[key]);
  const digests = (key: keyof RpmDigests) => rpms.map((rpm) => rpm.digests[key]);
  const rows = await db.rows<Nvra & { id: number; draft: boolean }>(sql`
    insert into rpminfo (build_id, buildroot_id, name, version, release, epoch, arch, draft, external_repo_id, payloadhash, size, buildtime,
                         sigmd5, sha1header, sha256header, metadata_only, extra)
    select build_id, buildroot_id, name, version, release, epoch, arch, draft, 0, payloadhash, size, buildtime,
           sigmd5, sha1header, sha256header, false, extra
    from unnest(
      ${column('build_id')}::int[], ${column('buildroot_id')}::int[], ${column('name')}::text[], ${column('version')}::text[],
      ${column('release')}::text[], ${column('epoch')}::int[], ${column('arch')}::text[], ${column('draft')}::boolean[],
      ${column('payloadhash')}::text[], ${column('size')}::bigint[], ${column('buildtime')}::bigint[], ${digests('sigmd5')}::text[],
      ${digests('sha1header')}::text[], ${digests('sha256header')}::text[], ${column('extra')}::text[]
    ) with ordinality as given (build_id, buildroot_id, name, version, release, epoch, arch, draft, payloadhash, size, buildtime,
                                sigmd5, sha1header, sha256header, extra, position)
    order by position
    on conflict do nothing
    returning id, name, version, release, arch`);
  const ids = new Map(rows.map((row) => [formatNvra(row), row.id]));
  return rpms.map((rpm) => {
    const name = formatNvra(rpm);
    const id = ids.get(name);
    ids.delete(name);
    return id;
  });
}

export function listSignatures(db: Db, rpmId: number): Promise<RpmSignature[]> {
  return db.rows(sql`select rpm_id, sigkey, sighash from rpmsigs where rpm_id = ${rpmId} order by sigkey`);
}
export function findSignature(db: Db, rpmId: number, sigkey: string): Promise<RpmSignature | undefined> {
  return db.row(sql`select rpm_id, sigkey, sighash from rpmsigs where rpm_id = ${rpmId} and sigkey = ${sigkey}`);
}
/** The ids of the rpms that got theirs; those that had a signature of that key keep it. */
export async function insertSignatures(db: Db, signatures: readonly RpmSignature[]): Promise<Set<number>> {
  const column = (key: keyof RpmSignature) => signatures.map((signature) => signature[key]);
  const rows = await db.rows<{ rpm_id: number }>(sql`
    insert into rpmsigs (rpm_id, sigkey, sighash)
    select * from unnest(${column('rpm_id')}::int[], ${column('sigkey')}::text[], ${column('sighash')}::text[])
    on conflict (rpm_id, sigkey) do nothing
    returning rpm_id`);
  return new Set(rows.map((row) => row.rpm_id));
}
export async function deleteSignatures(db: Db, rpmId: number, sigkeys: readonly string[]): Promise<void> {
  await db.run(sql`delete from rpmsigs where rpm_id = ${rpmId} and sigkey = any(${sigkeys}::text[])`);
  await db.run(sql`delete from rpm_checksum where rpm_id = ${rpmId} and sigkey = any(${sigkeys}::text[])`);
}

export interface ChecksumRow {
  sigkey: string;
  checksum: string;
  checksum_type: number;
}
export function listChecksums(db: Db, rpmId: number, types: readonly number[]): Promise<ChecksumRow[]> {
  return db.rows(
    sql`select sigkey, checksum, checksum_type from rpm_checksum where rpm_id = ${rpmId} and checksum_type = any(${types}::int[])`,
  );
}
/** What is known already stays; so does the checksum of another rpm that happens to be the same file. */
export async function insertChecksum(db: Db, rpmId: number, { sigkey, checksum, checksum_type }: ChecksumRow): Promise<void> {
  await db.run(sql`
    insert into rpm_checksum (rpm_id, sigkey, checksum, checksum_type) values (${rpmId}, ${sigkey}, ${checksum}, ${checksum_type})
    on conflict do nothing`);
}
