import type { CommandContext } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { readId } from './read-id.ts';

type Link = Awaited<ReturnType<CommandContext['hub']['getInheritanceData']>>[number];

export interface FoundLink {
  readonly tag: { readonly id: number; readonly name: string };
  readonly link: Link;
  /** All links of the tag. */
  readonly links: readonly Link[];
}

/** The one link of a tag that the words choose: `<tag> [<parent> [<priority>]]`. */
export async function findLink(
  { hub, out }: Pick<CommandContext, 'hub' | 'out'>,
  [tagName = '', parentName, priorityWord]: readonly string[],
): Promise<FoundLink> {
  const tag = await hub.getTag(tagName);
  if (!tag) throw new UsageError(`No such tag: ${tagName}`);
  const parent = parentName === undefined ? undefined : await hub.getTag(parentName);
  if (parent === null) throw new UsageError(`No such tag: ${parentName}`);
  // Compatibility: priority 0 chooses nothing.
  const priority = priorityWord === undefined ? 0 : readId(priorityWord);
  const links = await hub.getInheritanceData(tag.id);
  const found = links.filter((link) => (!parent || link.parent_id === parent.id) && (!priority || link.priority === priority));
  const [link, another] = found;
  if (link === undefined)
    throw new CommandFailure(
      `${tag.name} has no inheritance link${parent ? ` to ${parent.name}` : ''}${priority ? ` of priority ${priority}` : ''}`,
    );
  if (another !== undefined) {
    out.line('Multiple matches for tag.');
    if (!parent) throw new CommandFailure('Please specify a parent on the command line.');
    if (!priority) throw new CommandFailure('Please specify a priority on the command line.');
    throw new CommandFailure(`${tag.name} has several inheritance links to ${parent.name} of priority ${priority}`);
  }
  return { tag, link, links };
}

/** Why two parents cannot have the same place. */
export function samePriority(tag: string): string {
  return `Error: There is already an active inheritance with that priority on ${tag}, please specify a different priority with --priority.`;
}
