import { GenericError } from '@koji/common/errors';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { type SelectedTag, selectTags } from '../../lookups/select-tags.ts';
import { textOr, toggle } from '../../options/flag.ts';

export const lockTag = command({
  name: 'lock-tag',
  category: 'admin',
  summary: 'Lock a tag',
  usage: '[options] <tag> [<tag> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    perm: textOr('admin', '--perm', 'permission that changes then require'),
    glob: toggle('--glob', 'the tags are patterns'),
    master: toggle('--master', 'lock the tag for everyone'),
    test: toggle('-n --test', 'only say what would be done'),
  },
  async run(context, words, { perm, glob, master, test }) {
    const permission = (await context.hub.getAllPerms()).find(({ name }) => name === perm);
    if (!permission) throw new GenericError(`No such permission: ${perm}`);
    for (const tag of await selectTags(context, words, { glob, missing: (message) => new GenericError(message) })) {
      if (master) await lockForAll(context, tag, test);
      else await require(context, tag, permission, test);
    }
  },
});

async function lockForAll({ hub, out }: CommandContext, tag: SelectedTag, test: boolean): Promise<void> {
  if (tag.locked) out.line(`Tag ${tag.name}: master lock already set`);
  else if (test) out.line(`Would have set master lock for: ${tag.name}`);
  else await hub.editTag2(tag.id, { locked: true });
}

async function require(
  { hub, out }: CommandContext,
  tag: SelectedTag,
  permission: { readonly id: number; readonly name: string },
  test: boolean,
): Promise<void> {
  if (tag.perm_id === permission.id) out.line(`Tag ${tag.name}: ${permission.name} permission already required`);
  else if (test) out.line(`Would have set permission requirement ${permission.name} for tag ${tag.name}`);
  else await hub.editTag2(tag.id, { perm_id: permission.id });
}
