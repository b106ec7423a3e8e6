import type { Nvr } from '@koji/common/rpm/nvr';
import type { CommandContext } from '../command.ts';

/** Whether all builds are in the tag, or in one that it inherits from, at an event or now. */
export async function hasBuilds(
  { hub }: Pick<CommandContext, 'hub'>,
  tagId: number,
  builds: readonly Nvr[],
  event: number | null,
): Promise<boolean> {
  for (const { name, version, release } of builds) {
    const tagged = await hub.listTagged(tagId, { event, package: name, inherit: true });
    if (!tagged.some((build) => build.version === version && build.release === release)) return false;
  }
  return true;
}
