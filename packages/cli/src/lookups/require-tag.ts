import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../errors.ts';

type HubTag = NonNullable<Awaited<ReturnType<CommandContext['hub']['getTag']>>>;

/** The tag of a name or id; without one the command ends. */
export async function requireTag({ hub }: Pick<CommandContext, 'hub'>, name: string): Promise<HubTag> {
  const tag = await hub.getTag(name);
  if (!tag) throw new CommandFailure(`No such tag: ${name}`);
  return tag;
}
