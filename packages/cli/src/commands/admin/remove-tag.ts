import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requirePermission } from '../../lookups/require-permission.ts';
import { requireTag } from '../../lookups/require-tag.ts';

export const removeTag = command({
  name: 'remove-tag',
  category: 'admin',
  summary: 'Remove a tag',
  usage: '[options] <name>',
  login: 'required',
  args: exactly(1),
  flags: {},
  async run(context, [name = '']) {
    await requirePermission(context, 'tag', 'admin');
    const { id } = await requireTag(context, name);
    await context.hub.deleteTag(id);
  },
});
