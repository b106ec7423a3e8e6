import type { WireStruct } from '../wire/values.ts';

/** Columns of the archive table. `checksum_type` is a CHECKSUM_TYPES number. */
export type ArchiveIdentity = {
  id: number;
  type_id: number;
  build_id: number;
  buildroot_id: number | null;
  filename: string;
  size: number;
  checksum: string;
  checksum_type: number;
  metadata_only: boolean;
};

/** What getArchive and listArchives answer; the optional columns depend on the build type. */
export type Archive = ArchiveIdentity & {
  type_name: string;
  type_description: string;
  type_extensions: string;
  compression_type: string | null;
  btype_id: number | null;
  btype: string | null;
  extra: WireStruct | null;
  group_id?: string;
  artifact_id?: string;
  version?: string;
  relpath?: string;
  platforms?: string;
  flags?: string | null;
  arch?: string;
  /** Whether the image contains a root file system (getArchive only). */
  rootid?: boolean;
  component_buildroot_id?: number;
  project?: boolean;
  host_id?: number;
};

/** One row of listTaggedArchives. */
export type TaggedArchive = ArchiveIdentity & {
  btype_id: number | null;
  btype: string;
  extra?: WireStruct | null;
  maven_group_id?: string;
  maven_artifact_id?: string;
  maven_version?: string;
  relpath?: string;
  platforms?: string;
  flags?: string | null;
};

/** One row of getLatestMavenArchives. */
export type LatestMavenArchive = ArchiveIdentity & {
  extra: WireStruct | null;
  group_id: string;
  artifact_id: string;
  version: string;
  build_name: string;
  build_version: string;
  build_release: string;
  build_epoch: number | null;
  state: number;
  task_id: number | null;
  owner: number;
  pkg_id: number;
  tag_id: number;
  tag_name: string;
  tag_event: number;
  volume_id: number;
  volume_name: string;
};

export type ArchiveType = { id: number; name: string; description: string; extensions: string; compression_type: string | null };
export type MavenArchive = { archive_id: number; group_id: string; artifact_id: string; version: string };
export type WinArchive = { archive_id: number; relpath: string; platforms: string; flags: string | null };
export type ImageArchive = { archive_id: number; arch: string; rootid: boolean };

/** A member of a zip or tar archive; the last three only for tar. */
export type ArchiveFile = {
  archive_id: number;
  name: string;
  size: number;
  mtime: number;
  mode?: number;
  user?: string;
  group?: string;
};
