import { structValue } from '@koji/common/client/typed-hub';
import { nameOf, USER_STATUS, USERTYPES } from '@koji/common/types/states';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';

export const userinfo = command({
  name: 'userinfo',
  category: 'admin',
  summary: 'Show information about a user',
  usage: '[options] <username> [<username> ...]',
  login: 'anonymous',
  args: atLeast(1),
  flags: {},
  async run(context, names) {
    const { session, out } = context;
    const users = await session.batch((hub) => names.map((name) => hub.getUser({ userInfo: name, groups: true })));
    for (const [i, name] of names.entries()) if (!users[i]) out.warn(`No such user: ${name}\n`);
    for (const user of users) if (user) await printUser(context, user);
  },
});

type User = NonNullable<Awaited<ReturnType<CommandContext['hub']['getUser']>>>;

async function printUser({ session, out }: CommandContext, user: User): Promise<void> {
  const count = { countOnly: true };
  const [permissions, packages, tasks, builds] = await session.batch((hub) => [
    hub.getUserPerms({ userID: user.id }),
    hub.listPackages({ userID: user.id, with_dups: true, queryOpts: count }),
    hub.listTasks({ opts: structValue({ owner: user.id, parent: null }), queryOpts: count }),
    hub.listBuilds({ userID: user.id, queryOpts: count }),
  ]);
  out.line(`User name: ${user.name}`);
  out.line(`User ID: ${user.id}`);
  out.line('krb principals:');
  for (const principal of user.krb_principals ?? []) out.line(`  ${principal}`);
  if (permissions.length > 0) out.line('Permissions:');
  for (const permission of permissions) out.line(`  ${permission}`);
  if (user.groups?.length) out.line('Groups:');
  for (const group of [...(user.groups ?? [])].sort()) out.line(`  ${group}`);
  out.line(`Status: ${nameOf(USER_STATUS, user.status)}`);
  out.line(`Usertype: ${nameOf(USERTYPES, user.usertype)}`);
  out.line(`Number of packages: ${packages}`);
  out.line(`Number of tasks: ${tasks}`);
  out.line(`Number of builds: ${builds}`);
  out.line();
}
