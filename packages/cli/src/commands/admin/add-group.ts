import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { hasOwnGroup } from '../../lookups/own-group.ts';
import { requirePermission } from '../../lookups/require-permission.ts';
import { requireTag } from '../../lookups/require-tag.ts';

export const addGroup = command({
  name: 'add-group',
  category: 'admin',
  summary: 'Add a group to a tag',
  usage: '<tag> <group>',
  login: 'required',
  args: exactly(2),
  flags: {},
  async run(context, [tag = '', group = '']) {
    await requirePermission(context, 'tag', 'admin');
    await requireTag(context, tag);
    if (await hasOwnGroup(context, tag, group)) throw new CommandFailure(`Group ${group} already exists for tag ${tag}`);
    await context.hub.groupListAdd(tag, group);
  },
});
