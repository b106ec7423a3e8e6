export type Package = { id: number; name: string };

/** One row of listPackagesSimple. */
export type PackageName = { package_id: number; package_name: string };

/** An entry of a tag's package list; owner columns on request. */
export type TagPackage = PackageName & {
  tag_id: number;
  tag_name: string;
  blocked: boolean;
  extra_arches: string | null;
  owner_id?: number;
  owner_name?: string;
};
