import { matchesAnyGlob } from '@koji/common/glob';
import type { CommandContext } from '../command.ts';

export interface SelectedTag {
  readonly id: number;
  readonly name: string;
  readonly locked: boolean;
  readonly perm_id?: number | null;
}

interface TagChoice {
  readonly glob: boolean;
  /** What a name without a tag means. */
  missing(message: string): Error;
}

/** The tags of these names, or with `glob` all whose names match one of them. */
export async function selectTags(
  { hub, out }: Pick<CommandContext, 'hub' | 'out'>,
  words: readonly string[],
  choice: TagChoice,
): Promise<readonly SelectedTag[]> {
  if (choice.glob) {
    const selected = (await hub.listTags()).filter(({ name }) => matchesAnyGlob(name, words));
    if (selected.length === 0) out.line('No tags matched');
    return selected;
  }
  const tags: SelectedTag[] = [];
  for (const name of words) {
    const tag = await hub.getTag(name);
    if (!tag) throw choice.missing(`No such tag: ${name}`);
    tags.push(tag);
  }
  return tags;
}
