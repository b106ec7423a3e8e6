import type { CommandContext } from '../command.ts';

/** Answers the names of tags by id and asks for each one once; a tag that is gone shows its id. */
export function tagNames({ hub }: Pick<CommandContext, 'hub'>): (tagId: number) => Promise<string> {
  const known = new Map<number, Promise<string>>();
  return (tagId) => {
    const name = known.get(tagId) ?? hub.getTag(tagId, { strict: false }).then((tag) => tag?.name ?? String(tagId));
    known.set(tagId, name);
    return name;
  };
}
