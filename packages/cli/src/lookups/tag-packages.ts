import type { CommandContext } from '../command.ts';

/** Names of the packages in a tag's list, blocked ones too. */
export async function tagPackageNames(
  { hub }: Pick<CommandContext, 'hub'>,
  tagId: number,
  { inherited = false }: { readonly inherited?: boolean } = {},
): Promise<ReadonlySet<string>> {
  const packages = await hub.listPackages({ tagID: tagId, inherited, with_owners: false });
  return new Set(packages.map(({ package_name }) => package_name));
}
