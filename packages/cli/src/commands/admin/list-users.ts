import { USERTYPES } from '@koji/common/types/states';
import { noArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { text, textOr, toggle } from '../../options/flag.ts';

export const listUsers = command({
  name: 'list-users',
  category: 'admin',
  summary: 'List of users',
  usage: '[options]',
  login: 'anonymous',
  args: noArguments,
  flags: {
    usertype: textOr('NORMAL', '--usertype', 'only users of this type: NORMAL, HOST or GROUP; "any" for all'),
    prefix: text('--prefix', 'only users whose name begins so'),
    perm: text('--perm', 'only users who hold this permission'),
    inheritedPerm: toggle('--inherited-perm', 'count permissions that come from groups too'),
  },
  async run(context, _words, { usertype, prefix, perm, inheritedPerm }) {
    if (inheritedPerm && !perm) throw new UsageError('inherited_perm option must be used with perm option');
    const userType = typeNumber(usertype);
    if (perm) await requirePermissionName(context, perm);
    const users = (await context.hub.listUsers({
      userType,
      ...(prefix ? { prefix } : {}),
      ...(perm ? { perm } : {}),
      ...(inheritedPerm ? { inherited_perm: true } : {}),
    })) as readonly { readonly name: string }[];
    for (const { name } of users) context.out.line(name);
  },
});

function typeNumber(word: string): number | null {
  const name = word.toUpperCase();
  if (name === 'ANY' || name === 'ALL') return null;
  if (!Object.hasOwn(USERTYPES, name)) throw new CommandFailure(`Invalid usertype: ${word}`);
  return USERTYPES[name as keyof typeof USERTYPES];
}

async function requirePermissionName({ hub }: CommandContext, name: string): Promise<void> {
  const known = await hub.getAllPerms();
  if (!known.some((permission) => permission.name === name)) throw new CommandFailure(`Invalid permission: ${name}`);
}
