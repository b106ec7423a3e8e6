/** A package in a comps group. `type` is mandatory, default, optional or conditional. */
export type GroupPackage = {
  group_id: number;
  tag_id: number;
  package: string;
  blocked: boolean;
  type: string;
  basearchonly: boolean | null;
  requires: string | null;
};

/** A group required by another. */
export type GroupRequirement = {
  group_id: number;
  tag_id: number;
  req_id: number;
  name: string;
  blocked: boolean;
  type: string | null;
  is_metapkg: boolean;
};

/** A comps group of a tag (getTagGroups). */
export type Group = {
  name: string;
  group_id: number;
  tag_id: number;
  blocked: boolean;
  exported: boolean | null;
  display_name: string;
  is_default: boolean | null;
  uservisible: boolean | null;
  description: string | null;
  langonly: string | null;
  biarchonly: boolean | null;
  packagelist: GroupPackage[];
  grouplist: GroupRequirement[];
};
