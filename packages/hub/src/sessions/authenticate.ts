import { AuthError, AuthExpired, AuthLockError, RetryError, SequenceError } from '@koji/common/errors';
import { USER_STATUS } from '@koji/common/types/states';
import type { Db } from '../db/database.ts';
import { nothing, sql } from '../db/sql.ts';
import type { Guard } from '../db/transaction-guard.ts';
import type { Session } from '../rpc/call.ts';
import { matchesSessionKey } from './session-key.ts';

export interface Credentials {
  readonly id: number;
  readonly key: string;
  readonly callnum: string | undefined;
}
export interface AuthenticateOptions {
  readonly method: string;
  /** `-` when addresses are not checked. */
  readonly hostip: string;
  /** Seconds after which a session must be renewed; 0 for never. */
  readonly renewalTimeoutS: number;
  /** The method logs in, so an expired session may call it. It is going to change the session's row, which is held from here on. */
  readonly opensSession: boolean;
}

interface SessionRow {
  id: number;
  key: string | null;
  hostip: string | null;
  authtype: number | null;
  master: number | null;
  callnum: number | null;
  expired: boolean;
  exclusive: boolean | null;
  lock_holder: number | null;
  age: { value: number };
  idle: { value: number };
  user_id: number;
  name: string;
  status: number;
  usertype: number;
  host_id: number | null;
}

/** Calls that may be repeated under the number they had (wire.md §3). */
const repeatable = new Set([
  'host.taskWait',
  'host.taskUnwait',
  'host.taskSetWait',
  'host.updateHost',
  'host.setBuildRootState',
  'repoExpire',
  'repoDelete',
  'repoProblem',
]);
const lockExempt = new Set(['exclusiveSession', 'login', 'sslLogin', 'logout']);

export interface Authenticated {
  readonly session: Session;
  /** The session has just been found past its renewal time and must be marked so. */
  readonly newlyExpired: boolean;
  /** Seconds since the session was last seen. */
  readonly idleS: number;
}

/** The session that the credentials open, or the fault the caller gets; the order of checks is wire.md §3. */
export async function authenticate(db: Db, credentials: Credentials, options: AuthenticateOptions): Promise<Authenticated> {
  const row = await db.row<SessionRow>(sql`
    select s.id, s.key, s.hostip, s.authtype, s.master, s.callnum, s.expired, s.exclusive,
           (select e.id from sessions e where e.user_id = s.user_id and e.exclusive and not e.closed) as lock_holder,
           extract(epoch from now() - coalesce(s.renew_time, s.start_time))::float8 as age,
           extract(epoch from now() - s.update_time)::float8 as idle,
           u.id as user_id, u.name, u.status, u.usertype,
           (select h.id from host h where h.user_id = u.id) as host_id
    from sessions s join users u on u.id = s.user_id
    where s.id = ${credentials.id} and not s.closed
    ${options.opensSession ? sql`for update of s` : nothing}`);
  if (!row || row.hostip !== options.hostip || !matchesSessionKey(row.key, credentials.key)) throw noSession();
  const isPastRenewal = options.renewalTimeoutS > 0 && row.age.value > options.renewalTimeoutS;
  const expired = row.expired || isPastRenewal;
  const newlyExpired = isPastRenewal && !row.expired;
  if (!expired) checkCallNumber(credentials.callnum, row.callnum, options.method);
  const session: Session = {
    id: row.id,
    user: { id: row.user_id, name: row.name, status: row.status, usertype: row.usertype, hostId: row.host_id },
    authtype: row.authtype,
    hostip: row.hostip,
    master: row.master,
    callnum: credentials.callnum === undefined ? row.callnum : Number(credentials.callnum),
    exclusive: row.lock_holder !== null && (row.lock_holder === row.id || row.lock_holder === row.master),
    expired,
  };
  if (expired) return { session, newlyExpired, idleS: row.idle.value };
  if (row.status !== USER_STATUS.NORMAL) throw new AuthError(`logins by ${row.name} are not allowed`);
  if (row.lock_holder !== null && !session.exclusive && !lockExempt.has(options.method)) throw lockedSession();
  return { session, newlyExpired, idleS: row.idle.value };
}

export function assertNotExpired({ session }: Authenticated, opensSession: boolean): void {
  if (session.expired && !opensSession) throw expiredSession(session);
}

/**
 * A call's transaction begins with the number of the call, for which the session has to be what it was when the call came in. Its
 * row is held from then on, so that a repeated call waits for the first; and the number stays if the call changes anything.
 */
export function numberedCall(session: Session, callnum: number, method: string): Guard {
  // A subsession holds the lock by its master.
  const needsLock = session.exclusive && session.master === null;
  return {
    query: sql`
      update sessions set callnum = ${callnum}
      where id = ${session.id} and not closed and not expired
        and (callnum is null or callnum < ${callnum} or (callnum = ${callnum} and ${repeatable.has(method)}))
        and (exclusive or not ${needsLock})`,
    reason: sql`select callnum, expired from sessions where id = ${session.id} and not closed`,
    refusal(row) {
      if (!row) return noSession();
      const now = row as Pick<SessionRow, 'callnum' | 'expired'>;
      if (now.expired) return expiredSession(session);
      return callNumberError(callnum, now.callnum, method) ?? lockedSession();
    },
  };
}

function noSession(): AuthError {
  return new AuthError('Invalid session or bad credentials');
}
function expiredSession({ id }: Session): AuthExpired {
  return new AuthExpired(`session "${id}" has expired`);
}
function lockedSession(): AuthLockError {
  return new AuthLockError('User is locked by another session');
}

function checkCallNumber(given: string | undefined, stored: number | null, method: string): void {
  if (given === undefined) return;
  if (!/^-?\d+$/.test(given)) throw new AuthError(`Invalid callnum: ${given}`);
  const error = callNumberError(Number(given), stored, method);
  if (error) throw error;
}
function callNumberError(number: number, stored: number | null, method: string): Error | undefined {
  if (stored === null) return undefined;
  if (number < stored) return new SequenceError(`${number} is less than the last call number ${stored}`);
  if (number === stored && !repeatable.has(method))
    return new RetryError(`call ${number} (${method}) was already made and cannot be repeated`);
  return undefined;
}

/** Marks a session and its subsessions expired. */
export async function expireSession(db: Db, sessionId: number): Promise<void> {
  await db.run(sql`update sessions set expired = true where id = ${sessionId} or master = ${sessionId}`);
}
export async function touchSession(db: Db, sessionId: number): Promise<void> {
  await db.run(sql`update sessions set update_time = now() where id = ${sessionId} and not closed`);
}
