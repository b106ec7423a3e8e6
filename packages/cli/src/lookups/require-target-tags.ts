import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../errors.ts';

/** A build tag must be there and have architectures to build for. */
export async function requireBuildTag({ hub }: Pick<CommandContext, 'hub'>, name: string): Promise<void> {
  const tag = await hub.getTag(name);
  if (!tag) throw new CommandFailure(`No such tag: ${name}`);
  if (!tag.arches) throw new CommandFailure(`Build tag has no arches: ${name}`);
}

export async function requireDestinationTag({ hub }: Pick<CommandContext, 'hub'>, name: string): Promise<void> {
  if (!(await hub.getTag(name))) throw new CommandFailure(`No such destination tag: ${name}`);
}
