import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { requireUsers } from '../../lookups/require-users.ts';
import { text, toggle } from '../../options/flag.ts';

export const grantPermission = command({
  name: 'grant-permission',
  category: 'admin',
  summary: 'Grant a permission to a user',
  usage: '[options] <permission> <user> [<user> ...]',
  login: 'required',
  args: atLeast(2),
  flags: {
    isNew: toggle('--new', 'make the permission if it is not there'),
    description: text('--description', 'what a new permission is for'),
  },
  async run(context, [permission = '', ...names], { isNew, description }) {
    if (description && !isNew) throw new UsageError('Option new must be specified with option description.');
    const users = await requireUsers(context, names);
    const details = isNew ? { create: true, ...(description ? { description } : {}) } : {};
    for (const { name } of users) await context.hub.grantPermission(name, permission, details);
  },
});
