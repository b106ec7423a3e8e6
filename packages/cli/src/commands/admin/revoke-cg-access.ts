import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireUsers } from '../../lookups/require-users.ts';

export const revokeCgAccess = command({
  name: 'revoke-cg-access',
  category: 'admin',
  summary: 'Remove a user from a content generator',
  usage: '<user> <content generator>',
  login: 'required',
  args: exactly(2),
  flags: {},
  async run(context, [userName = '', generator = '']) {
    for (const { name } of await requireUsers(context, [userName])) await context.hub.revokeCGAccess(name, generator);
  },
});
