import type { Nvra } from '@koji/common/rpm/nvr';
import type { ListedRpm, Rpm, RpmSignature } from '@koji/common/types/rpm';
import type { Db } from '../db/database.ts';
import { structFromJson } from '../db/json.ts';
import { selectWith } from '../db/query-options.ts';
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
export async function listRpmsByKey(db: Db, key: RpmKey): Promise<Rpm[]> {
  const where =
    'id' in key
      ? sql`rpminfo.id = ${key.id}`
      : allOf([
          sql`rpminfo.name = ${key.name} and rpminfo.version = ${key.version} and rpminfo.release = ${key.release} and rpminfo.arch = ${key.arch}`,
          when(key.externalRepoId, (id) => sql`rpminfo.external_repo_id = ${id}`),
        ]);
  const rows = await db.rows<Omit<Rpm, 'extra'> & { extra: string | null }>(
    selectWith({ columns: rpmColumns, from: rpmSource, where, defaultOrder: sql`rpminfo.id` }, null),
  );
  return rows.map((row) => ({ ...row, extra: structFromJson(row.extra) }));
}

export async function listRpmsOfBuild(db: Db, buildId: number): Promise<Rpm[]> {
  const rows = await db.rows<Omit<Rpm, 'extra'> & { extra: string | null }>(
    selectWith(
      { columns: rpmColumns, from: rpmSource, where: sql`rpminfo.build_id = ${buildId}`, defaultOrder: sql`rpminfo.id` },
      null,
    ),
  );
  return rows.map((row) => ({ ...row, extra: structFromJson(row.extra) }));
}

export interface RpmRecord extends Nvra {
  readonly buildId: number | null;
  readonly buildrootId: number | null;
  readonly epoch: number | null;
  readonly draft: boolean | null;
  readonly externalRepoId: number;
  readonly payloadhash: string;
  readonly size: number;
  readonly buildtime: number;
  readonly metadataOnly: boolean;
  /** JSON text. */
  readonly extra: string | null;
  readonly digests?: { readonly sigmd5: string | null; readonly sha1header: string | null; readonly sha256header: string | null };
}
/** The new id; undefined when there is such an rpm already. */
export function insertRpm(db: Db, r: RpmRecord): Promise<number | undefined> {
  const { sigmd5 = null, sha1header = null, sha256header = null } = r.digests ?? {};
  return db.value(sql`
    insert into rpminfo (build_id, buildroot_id, name, version, release, epoch, arch, draft, external_repo_id, payloadhash, size, buildtime,
                         sigmd5, sha1header, sha256header, metadata_only, extra)
    values (${r.buildId}, ${r.buildrootId}, ${r.name}, ${r.version}, ${r.release}, ${r.epoch}, ${r.arch}, ${r.draft}, ${r.externalRepoId},
            ${r.payloadhash}, ${r.size}, ${r.buildtime}, ${sigmd5}, ${sha1header}, ${sha256header}, ${r.metadataOnly}, ${r.extra})
    on conflict do nothing
    returning id`);
}

export function listSignatures(db: Db, rpmId: number): Promise<RpmSignature[]> {
  return db.rows(sql`select rpm_id, sigkey, sighash from rpmsigs where rpm_id = ${rpmId} order by sigkey`);
}
export function findSignature(db: Db, rpmId: number, sigkey: string): Promise<RpmSignature | undefined> {
  return db.row(sql`select rpm_id, sigkey, sighash from rpmsigs where rpm_id = ${rpmId} and sigkey = ${sigkey}`);
}
/** False when the rpm has a signature of that key already. */
export async function insertSignature(db: Db, { rpm_id, sigkey, sighash }: RpmSignature): Promise<boolean> {
  const inserted = await db.run(
    sql`insert into rpmsigs (rpm_id, sigkey, sighash) values (${rpm_id}, ${sigkey}, ${sighash}) on conflict (rpm_id, sigkey) do nothing`,
  );
  return inserted === 1;
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
