import type { CommandContext } from '../command.ts';

/** Whether the tag itself, not a parent of it, has a group of that name. */
export async function hasOwnGroup({ hub }: Pick<CommandContext, 'hub'>, tag: string, group: string): Promise<boolean> {
  const groups = await hub.getTagGroups(tag, { inherit: false });
  return groups.some(({ name }) => name === group);
}
