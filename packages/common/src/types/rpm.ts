import type { WireStruct } from '../wire/values.ts';

/** Columns that every view of an rpm shares. `payloadhash` is the header's SIGMD5 in hex, `buildtime` in epoch seconds. */
export type RpmIdentity = {
  id: number;
  build_id: number | null;
  buildroot_id: number | null;
  name: string;
  version: string;
  release: string;
  epoch: number | null;
  arch: string;
  draft: boolean | null;
  payloadhash: string;
  size: number;
  buildtime: number;
  metadata_only: boolean;
};

/** What getRPM answers. */
export type Rpm = RpmIdentity & {
  external_repo_id: number;
  external_repo_name: string;
  extra: WireStruct | null;
};

/** One row of listRPMs; the last two appear when filtered by the buildroot that used it. */
export type ListedRpm = Rpm & { nvr: string; component_buildroot_id?: number; is_update?: boolean };

/** One row of the rpm half of listTaggedRPMS; one row per signature when signatures were asked for. */
export type TaggedRpm = RpmIdentity & { extra?: WireStruct | null; sigkey?: string | null };

/** What importRPM answers. */
export type ImportedRpm = Omit<RpmIdentity, 'metadata_only'> & {
  external_repo_id: number;
  sourcepackage: number | null;
  sourcerpm: string | null;
  brootid: number | null;
  build: WireStruct;
};

/** A file inside an rpm. `md5` repeats `digest` under its older name. */
export type RpmFile = {
  name: string;
  digest: string;
  md5: string;
  digest_algo: string;
  size: number;
  flags: number;
  user: string;
  group: string;
  mtime: number;
  mode: number;
};

/** A dependency; `flags` holds the comparison bits, `type` a DEP_TYPES number. */
export type RpmDependency = { name: string; version: string; flags: number; type: number };

export type RpmSignature = { rpm_id: number; sigkey: string; sighash: string };

/** Checksums by signing key, then by type; null where a cached one was asked for and none exists. */
export type RpmChecksums = { [sigkey: string]: { [type: string]: string | null } };

/** A changelog entry: `date` in the hub's local time, `date_ts` in epoch seconds. */
export type ChangelogEntry = { date: string; date_ts: number; author: string; text: string };
