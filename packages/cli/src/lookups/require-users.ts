import type { CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';

/** The users of these names; the first that is not there ends the command. */
export async function requireUsers(
  { session }: Pick<CommandContext, 'session'>,
  names: readonly string[],
): Promise<{ readonly id: number; readonly name: string }[]> {
  const users = await session.batch((hub) => names.map((name) => hub.getUser({ userInfo: name })));
  return users.map((user, i) => {
    if (!user) throw new UsageError(`No such user: ${names[i]}`);
    return user;
  });
}
