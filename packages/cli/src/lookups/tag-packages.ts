import type { PackageName, TagPackage } from '@koji/common/types/package';
import type { CommandContext } from '../command.ts';

/** What to list packages by. */
export type PackageFilter = NonNullable<Parameters<CommandContext['hub']['listPackages']>[0]>;

/** Packages, and where they were listed by tag, user or package their places in tags. */
export async function findPackages<Row extends PackageName = TagPackage>(
  { hub }: Pick<CommandContext, 'hub'>,
  filter: PackageFilter,
): Promise<readonly Row[]> {
  return (await hub.listPackages(filter)) as unknown as readonly Row[];
}

/** Names of the packages in a tag's list, blocked ones too. */
export async function tagPackageNames(
  context: Pick<CommandContext, 'hub'>,
  tagId: number,
  { inherited = false }: { readonly inherited?: boolean } = {},
): Promise<ReadonlySet<string>> {
  const packages = await findPackages<PackageName>(context, { tagID: tagId, inherited, with_owners: false });
  return new Set(packages.map(({ package_name }) => package_name));
}
