import type { CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';

/** Ends the command unless the user holds one of the permissions. The hub checks again; this only explains earlier. */
export async function requirePermission(
  { session }: Pick<CommandContext, 'session'>,
  ...anyOf: readonly string[]
): Promise<void> {
  const held = await session.batch((hub) => anyOf.map((permission) => hub.hasPerm(permission)));
  if (!held.some(Boolean)) throw new UsageError(`This action requires ${anyOf.join(' or ')} privileges`);
}
