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
  { hub, session, out }: Pick<CommandContext, 'hub' | 'session' | 'out'>,
  words: readonly string[],
  choice: TagChoice,
): Promise<readonly SelectedTag[]> {
  if (choice.glob) {
    const selected = (await hub.listTags()).filter(({ name }) => matchesAnyGlob(name, words));
    if (selected.length === 0) out.line('No tags matched');
    return selected;
  }
  const tags = await session.batch((batch) => words.map((name) => batch.getTag(name)));
  return tags.map((tag, i) => {
    if (!tag) throw choice.missing(`No such tag: ${words[i]}`);
    return tag;
  });
}
