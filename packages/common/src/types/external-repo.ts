export type ExternalRepo = { id: number; name: string; url: string };

/** An external repository linked to a tag. `arches` null means all, `merge_mode` is koji, simple or bare. */
export type TagExternalRepo = {
  tag_id: number;
  tag_name: string;
  external_repo_id: number;
  external_repo_name: string;
  url: string;
  priority: number;
  merge_mode: string;
  arches: string | null;
};
