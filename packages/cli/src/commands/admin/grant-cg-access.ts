import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireUsers } from '../../lookups/require-users.ts';
import { toggle } from '../../options/flag.ts';

export const grantCgAccess = command({
  name: 'grant-cg-access',
  category: 'admin',
  summary: 'Add a user to a content generator',
  usage: '<user> <content generator>',
  login: 'required',
  args: exactly(2),
  flags: { isNew: toggle('--new', 'make the content generator') },
  async run(context, [userName = '', generator = ''], { isNew }) {
    for (const { name } of await requireUsers(context, [userName])) {
      await context.hub.grantCGAccess(name, generator, isNew ? { create: true } : {});
    }
  },
});
