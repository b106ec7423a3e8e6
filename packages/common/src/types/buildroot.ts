import type { Double, WireStruct } from '../wire/values.ts';

/** A buildroot. The columns from `state` on are null for those reported by content generators. */
export type Buildroot = {
  id: number;
  /** A BR_TYPES number. */
  br_type: number;
  cg_id: number | null;
  cg_name: string | null;
  cg_version: string | null;
  container_type: string | null;
  container_arch: string | null;
  /** Same as container_arch, under its older name. */
  arch: string | null;
  host_os: string | null;
  host_arch: string | null;
  extra: WireStruct | null;
  /** A BR_STATES number. */
  state: number | null;
  task_id: number | null;
  host_id: number | null;
  host_name: string | null;
  repo_id: number | null;
  repo_state: number | null;
  tag_id: number | null;
  tag_name: string | null;
  create_event_id: number | null;
  create_event_time: string | null;
  create_ts: Double | null;
  retire_event_id: number | null;
  retire_event_time: string | null;
  retire_ts: Double | null;
  repo_create_event_id: number | null;
  repo_create_event_time: string | null;
};

/** An rpm found in a buildroot (getBuildrootListing). */
export type BuildrootRpm = {
  rpm_id: number;
  is_update: boolean;
  name: string;
  version: string;
  release: string;
  epoch: number | null;
  arch: string;
  build_id: number | null;
  draft: boolean | null;
  external_repo_id: number;
  external_repo_name: string;
};

/** An installed rpm as a builder reports it; for a foreign one with its external repository and the id of that. */
export type InstalledRpm = {
  name: string;
  version: string;
  release: string;
  epoch: number | null;
  arch: string;
  payloadhash: string;
  size: number;
  buildtime: number;
  location?: number;
  external_repo?: WireStruct;
};
