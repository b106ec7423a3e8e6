import type { WireStruct } from '../wire/values.ts';

/** The configuration of a tag, without extra. `arches` is separated by spaces. */
export type TagSettings = {
  id: number;
  name: string;
  perm_id: number | null;
  perm: string | null;
  /** Null where nothing was ever said; only then do builds ask the ancestors. */
  arches: string | null;
  locked: boolean;
  maven_support: boolean;
  maven_include_all: boolean;
};

/** What getTag answers; the events appear when the question named one. With `blocked`, extra values become [blocked, value]. */
export type Tag = TagSettings & {
  extra: WireStruct;
  query_event?: number;
  revoke_event?: number;
};

/** One row of listTags; permission columns on request, list columns when filtered by package. */
export type ListedTag = {
  id: number;
  name: string;
  arches: string | null;
  locked: boolean;
  maven_support: boolean;
  maven_include_all: boolean;
  perm_id?: number | null;
  perm?: string | null;
  owner_id?: number;
  owner_name?: string;
  blocked?: boolean;
  extra_arches?: string | null;
};

export type TagReference = { id: number; name: string };

/** A tag with inherited arches and extra (getBuildConfig); the sources are null or absent for own values. */
export type BuildConfig = Tag & {
  config_inheritance: { arches: TagReference | null; extra: { [key: string]: TagReference } };
};

/** A direct parent link of a tag. */
export type InheritanceLink = {
  child_id: number;
  parent_id: number;
  name: string;
  priority: number;
  maxdepth: number | null;
  intransitive: boolean;
  noconfig: boolean;
  pkg_filter: string;
};

/** A link met while walking the whole inheritance; `filter` holds the package filters collected on the way. */
export type InheritanceStep = InheritanceLink & {
  currdepth: number;
  nextdepth: number | null;
  filter: string[];
};

/** One change in setInheritanceData; `delete link` needs nothing but the parent. */
export type InheritanceChange = {
  parent_id: number;
  priority?: number;
  maxdepth?: number | null;
  intransitive?: boolean;
  noconfig?: boolean;
  pkg_filter?: string;
  'delete link'?: boolean;
};
