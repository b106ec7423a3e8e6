import type { CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';

/** The users of these names; the first that is not there ends the command. */
export async function requireUsers(
  { hub }: Pick<CommandContext, 'hub'>,
  names: readonly string[],
): Promise<{ readonly id: number; readonly name: string }[]> {
  const users: { readonly id: number; readonly name: string }[] = [];
  for (const name of names) {
    const user = await hub.getUser({ userInfo: name });
    if (!user) throw new UsageError(`No such user: ${name}`);
    users.push(user);
  }
  return users;
}
