import type { Double, WireStruct } from '../wire/values.ts';
import type { BuildState } from './states.ts';

// Wire structs are type aliases, not interfaces: only aliases are assignable to WireStruct's index signature.

/** Columns that every view of a build shares. Times are ISO text with a zone offset. */
export type BuildIdentity = {
  build_id: number;
  name: string;
  version: string;
  /** Drafts carry the suffix `,draft_<build id>`. */
  release: string;
  epoch: number | null;
  nvr: string;
  draft: boolean;
  state: BuildState;
  task_id: number | null;
  package_id: number;
  package_name: string;
  owner_id: number;
  owner_name: string;
  promoter_id: number | null;
  promoter_name: string | null;
  volume_id: number;
  volume_name: string;
  creation_event_id: number;
  creation_time: string;
  start_time: string | null;
  completion_time: string | null;
  promotion_time: string | null;
};

/** The epoch twins of a build's times, in seconds. */
export type BuildTimestamps = {
  creation_ts: Double;
  start_ts: Double | null;
  completion_ts: Double | null;
  promotion_ts: Double | null;
};

/** What getBuild answers. */
export type Build = BuildIdentity &
  BuildTimestamps & {
    id: number;
    cg_id: number | null;
    cg_name: string | null;
    source: string | null;
    extra: WireStruct | null;
  };

/** One row of listBuilds; the type columns appear when the list is filtered by that type. */
export type ListedBuild = BuildIdentity &
  BuildTimestamps & {
    source: string | null;
    extra: WireStruct | null;
    maven_group_id?: string;
    maven_artifact_id?: string;
    maven_version?: string;
    platform?: string;
  };

/** One row of listTagged, getLatestBuilds and of the build half of listTaggedRPMS. */
export type TaggedBuild = BuildIdentity & {
  id: number;
  tag_id: number;
  tag_name: string;
  /** Event of the tagging. */
  create_event: number;
  extra?: WireStruct | null;
  maven_group_id?: string;
  maven_artifact_id?: string;
  maven_version?: string;
  platform?: string;
};

/** Type information by build type name (getBuildType). */
export type BuildTypeInfo = { [btype: string]: WireStruct | null };

export type MavenBuild = { build_id: number; group_id: string; artifact_id: string; version: string };
export type WinBuild = { build_id: number; platform: string };
export type ImageBuild = { build_id: number };

/** One file of getBuildLogs; `path` is relative to the top directory, `dir` to the build's log directory. */
export type BuildLog = { name: string; dir: string; path: string };

/** What still refers to a build; with `lazy` the classes after the first non-empty one are absent. */
export type BuildReferences = {
  tags: { tag_id: number; name: string }[];
  rpms?: { id: number; name: string; version: string; release: string; arch: string; build_id: number }[];
  component_of?: number[];
  archives?: { id: number; type_id: number; type_name: string; build_id: number; filename: string }[];
  last_used?: Double | null;
  /** Same list as component_of, under its older name. */
  images?: number[];
};

/** A build reserved for a content generator. */
export type BuildReservation = { build_id: number; token: string };

export type UntaggedBuild = { id: number; name: string; version: string; release: string };

export type BuildType = { id: number; name: string };
