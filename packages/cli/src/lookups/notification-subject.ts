import { GenericError } from '@koji/common/errors';
import type { CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';

/** The package that a subscription is about, by its name. */
export async function requirePackageId({ hub }: Pick<CommandContext, 'hub'>, name: string): Promise<number> {
  const id = await hub.getPackageID(name);
  if (id === null) throw new UsageError(`No such package: ${name}`);
  return id;
}

/** The tag that a subscription is about, by its name. */
export async function requireTagId({ hub }: Pick<CommandContext, 'hub'>, name: string): Promise<number> {
  try {
    const id = await hub.getTagID(name, { strict: true });
    if (id !== null) return id;
  } catch (error) {
    if (!(error instanceof GenericError)) throw error;
  }
  throw new UsageError(`No such tag: ${name}`);
}

/** Whose subscription it is: somebody else's needs the admin permission. */
export async function subscriberId({ hub }: Pick<CommandContext, 'hub'>, name: string | undefined): Promise<number> {
  if (name && !(await hub.hasPerm('admin'))) throw new UsageError('--user requires admin permission');
  const user = name ? await hub.getUser({ userInfo: name, strict: true }) : await hub.getLoggedInUser();
  if (!user) throw new UsageError('Please login with authentication or specify --user');
  return user.id;
}
