import type { Nvr } from '@koji/common/rpm/nvr';
import type { CommandContext } from '../command.ts';

/** Whether all builds are in the tag, or in one that it inherits from, at an event or now. */
export async function hasBuilds(
  { session }: Pick<CommandContext, 'session'>,
  tagId: number,
  builds: readonly Nvr[],
  event: number | null,
): Promise<boolean> {
  const tagged = await session.batch((hub) =>
    builds.map(({ name }) => hub.listTagged(tagId, { event, package: name, inherit: true })),
  );
  return builds.every(({ version, release }, i) =>
    tagged[i]?.some((build) => build.version === version && build.release === release),
  );
}
