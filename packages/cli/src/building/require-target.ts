import type { CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';

export type BuildTarget = NonNullable<Awaited<ReturnType<CommandContext['hub']['getBuildTarget']>>>;

/** The target of a build whose results can go to its destination; a scratch build leaves nothing there. */
export async function requireTarget(
  { hub }: Pick<CommandContext, 'hub'>,
  name: string,
  { scratch }: { readonly scratch: boolean },
): Promise<BuildTarget> {
  const target = await hub.getBuildTarget(name);
  if (!target) throw new UsageError(`No such build target: ${name}`);
  const destination = await hub.getTag(target.dest_tag);
  if (!destination) throw new UsageError(`No such destination tag: ${target.dest_tag_name}`);
  if (destination.locked && !scratch) throw new UsageError(`Destination tag ${destination.name} is locked`);
  return target;
}

/** What --background adds to a task's priority. */
const backgroundOffset = 5;

/** The priority to ask for, relative to the hub's usual one. */
export function taskPriority({ background }: { readonly background: boolean }): { priority: number | null } {
  return { priority: background ? backgroundOffset : null };
}
