import { AuthError, AuthLockError } from '@koji/common/errors';
import type { SessionCredentials } from '@koji/common/types/session-info';
import { USER_STATUS } from '@koji/common/types/states';
import { sql } from '../db/sql.ts';
import type { Call } from '../rpc/call.ts';
import { closeSession, findExclusiveSession, insertSession, lockUser, renewSession, updateExclusive } from './queries.ts';
import { hashSessionKey, matchesSessionKey, newSessionKey } from './session-key.ts';

export interface LoginOptions {
  readonly authtype: number;
  readonly renew: boolean;
  readonly exclusive: boolean;
}

/** Opens a session for a user who has proved who they are, or renews the one the request came with. */
export async function openSession(
  call: Call,
  user: { id: number; name: string; status: number },
  options: LoginOptions,
): Promise<SessionCredentials | null> {
  if (user.status !== USER_STATUS.NORMAL) throw new AuthError(`logins by ${user.name} are not allowed`);
  const renewed = options.renew ? await renewOwn(call, user.id) : undefined;
  if (renewed === null) return null;
  const result = renewed ?? (await createSession(call, { userId: user.id, authtype: options.authtype, master: null }));
  if (options.exclusive && options.renew) await takeExclusive(call, result['session-id'], user.id, false);
  return result;
}

export async function createSession(
  call: Call,
  session: { userId: number; authtype: number; master: number | null },
): Promise<SessionCredentials> {
  const key = newSessionKey(session.userId);
  const hostip = call.config.checkClientIp ? call.peer.address : '-';
  const id = await insertSession(call.db, { ...session, keyHash: hashSessionKey(key), hostip });
  return { 'session-id': id, 'session-key': key, 'header-auth': true };
}

/**
 * Undefined when there is nothing to renew: a new session follows. Null for a subsession whose master is gone.
 * The session must be the same user's; upstream does not look.
 */
async function renewOwn(call: Call, userId: number): Promise<SessionCredentials | null | undefined> {
  const { credentials } = call.peer;
  if (!credentials) return undefined;
  const old = await call.db.row<{ id: number; key: string | null; user_id: number; master: number | null }>(
    sql`select id, key, user_id, master from sessions where id = ${credentials.id} and not closed for update`,
  );
  if (!old || !matchesSessionKey(old.key, credentials.key)) return undefined;
  if (old.user_id !== userId) throw new AuthError('The session to renew belongs to another user');
  if (old.master !== null && !(await call.db.row(sql`select id from sessions where id = ${old.master} and not closed`)))
    return null;
  const key = newSessionKey(userId);
  await renewSession(call.db, old.id, hashSessionKey(key));
  return { 'session-id': old.id, 'session-key': key, 'header-auth': true };
}

/** Makes a session the only one of its user that may act. */
export async function takeExclusive(call: Call, sessionId: number, userId: number, force: boolean): Promise<void> {
  await lockUser(call.db, userId);
  const holder = await findExclusiveSession(call.db, userId);
  if (holder && holder.id !== sessionId) {
    if (!force) throw new AuthLockError('Cannot get exclusive session: another session holds the lock');
    await closeSession(call.db, holder.id);
  }
  await updateExclusive(call.db, sessionId, true);
}
