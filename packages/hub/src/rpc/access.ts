import { ActionNotAllowed, AuthError, ServerOffline } from '@koji/common/errors';
import type { Call, Session, SessionUser } from './call.ts';
import type { Access } from './method.ts';

/** Refuses the call unless its session satisfies `access`. */
export async function assertAccess(call: Call, access: Access): Promise<void> {
  switch (access.kind) {
    case 'anyone':
      return;
    case 'loggedIn':
      requireSession(call);
      return;
    case 'permission':
      await assertPermission(call, ...access.anyOf);
      return;
    case 'builder':
      requireHost(call);
      return;
  }
}

export function requireSession(call: Call): Session {
  if (!call.session) throw new ActionNotAllowed('This action requires a login');
  return call.session;
}
export function requireUser(call: Call): SessionUser {
  return requireSession(call).user;
}

/** The id of the host that calls. Host calls need the exclusive session of a host's user (wire.md §7). */
export function requireHost(call: Call): number {
  if (!call.session) throw new AuthError('Not logged in');
  const { hostId, name } = call.session.user;
  if (hostId === null) throw new AuthError(`User ${name} is not a host`);
  if (!call.session.exclusive) throw new AuthError('This method requires an exclusive session');
  return hostId;
}

/** With LockOut the hub is there for administrators alone. */
export async function assertNotLockedOut(call: Call): Promise<void> {
  if (call.config.lockOut && !(await isAdmin(call)))
    throw new ServerOffline(call.config.offlineMessage ?? 'Server disabled for maintenance');
}

/** True for holders of exactly this permission; `admin` is not implied. */
export async function hasPermission(call: Call, name: string): Promise<boolean> {
  return (await call.permissions()).has(name);
}
export async function isAdmin(call: Call): Promise<boolean> {
  return hasPermission(call, 'admin');
}
export async function assertPermission(call: Call, ...anyOf: readonly string[]): Promise<void> {
  const user = requireUser(call);
  const held = await call.permissions();
  if (held.has('admin') || anyOf.some((name) => held.has(name))) return;
  throw new ActionNotAllowed(`${anyOf.join(' or ')} permission required (logged in as ${user.name})`);
}
