import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireUsers } from '../../lookups/require-users.ts';

export const revokePermission = command({
  name: 'revoke-permission',
  category: 'admin',
  summary: 'Revoke a permission from a user',
  usage: '<permission> <user> [<user> ...]',
  login: 'required',
  args: atLeast(2),
  flags: {},
  async run(context, [permission = '', ...names]) {
    for (const { name } of await requireUsers(context, names)) await context.hub.revokePermission(name, permission);
  },
});
