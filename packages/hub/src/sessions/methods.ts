import { ActionNotAllowed, AuthError, GenericError } from '@koji/common/errors';
import { formatSubject } from '@koji/common/pki/subject';
import type { SessionInfo } from '@koji/common/types/session-info';
import { AUTHTYPES } from '@koji/common/types/states';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { isAdmin } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { anyone, keywords, method, optional, param, rest } from '../rpc/method.ts';
import { anything, flag, int, isInt32, isTruthy, nullable } from '../rpc/shapes.ts';
import { findUser } from '../users/queries.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { findOrCreateUser, identifyPeer, identifyProxied } from './identify.ts';
import { createSession, openSession, takeExclusive } from './open-session.ts';
import { checkPassword } from './password.ts';
import { closeSession, findSession, listLiveSessions, type SessionInfoRow, updateExclusive } from './queries.ts';

/** Logins take what they are given by position or by name and ignore what they do not know: clients of ten years call them. */
function loginArguments(names: readonly string[], args: readonly WireValue[], opts: WireStruct): Record<string, WireValue> {
  return { ...Object.fromEntries(names.map((name, i) => [name, args[i] ?? null])), ...opts };
}
function assertAnonymous(call: Call): void {
  if (call.session) throw new AuthError('Already logged in');
}

export const login = method({
  name: 'login',
  doc: 'Log in with user name and password. Answers the new session, or the renewed one.',
  access: anyone,
  opensSession: true,
  forgettable: true,
  params: [rest('args'), keywords('opts')],
  async run(call, { args, opts }) {
    assertAnonymous(call);
    const given = loginArguments(['user', 'password', 'opts', 'renew', 'exclusive'], args, opts);
    const { user, password } = given;
    if (typeof user !== 'string' || typeof password !== 'string' || user === '' || password === '')
      throw new AuthError('invalid username or password');
    const account = await checkPassword(call, user, password);
    return openSession(call, account, {
      authtype: AUTHTYPES.NORMAL,
      renew: isTruthy(given.renew),
      exclusive: isTruthy(given.exclusive),
    });
  },
});

export const sslLogin = method({
  name: 'sslLogin',
  doc: 'Log in with a client certificate or a Kerberos ticket, for oneself or, as a listed proxy, for another user.',
  access: anyone,
  opensSession: true,
  forgettable: true,
  params: [rest('args'), keywords('opts')],
  async run(call, { args, opts }) {
    assertAnonymous(call);
    const { proxyuser, proxyauthtype, renew, exclusive } = loginArguments(
      ['proxyuser', 'proxyauthtype', 'renew', 'exclusive'],
      args,
      opts,
    );
    const own = identifyPeer(call);
    const identity =
      typeof proxyuser === 'string' && proxyuser !== ''
        ? identifyProxied(call, own, proxyuser, readAuthtype(proxyauthtype))
        : own;
    const user = await findOrCreateUser(call, identity);
    noteExpiry(call);
    return openSession(call, user, { authtype: identity.authtype, renew: isTruthy(renew), exclusive: isTruthy(exclusive) });
  },
});
/** By subject, how many days its certificate had left when that was last logged. */
const daysTold = new Map<string, number>();
/** Builders and kojira work on for months; who runs them reads the hub's log if anything. Once a day: people log in at every command. */
function noteExpiry({ peer: { subject = [], certificateEnd }, log }: Call): void {
  const days = certificateEnd ? Math.floor((certificateEnd.getTime() - Date.now()) / 86_400_000) : Number.POSITIVE_INFINITY;
  const name = formatSubject(subject);
  if (days >= 30 || daysTold.get(name) === days) return;
  daysTold.set(name, days);
  log.warn({ subject: name, days }, 'the certificate of a client expires soon');
}
function readAuthtype(value: WireValue | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (!isInt32(value)) throw new AuthError(`unsupported proxy authtype: ${String(value)}`);
  return value;
}

export const subsession = method({
  name: 'subsession',
  doc: 'Open a further session under this one, for a child process.',
  access: anyone,
  params: [],
  run(call) {
    const session = sessionOf(call);
    return createSession(call, {
      userId: session.user.id,
      authtype: session.authtype ?? AUTHTYPES.NORMAL,
      master: session.master ?? session.id,
    });
  },
});

export const exclusiveSession = method({
  name: 'exclusiveSession',
  doc: 'Make this the only session of its user that may act. With force, a session that already is gets closed.',
  access: anyone,
  params: [rest('args'), keywords('opts')],
  async run(call, { args, opts }) {
    // Compatibility: an anonymous caller gets nil, not a fault.
    if (!call.session) return null;
    if (call.session.master !== null) throw new GenericError('subsessions cannot become exclusive');
    if (call.session.exclusive) throw new GenericError('session is already exclusive');
    await takeExclusive(call, call.session.id, call.session.user.id, isTruthy(args[0] ?? opts.force));
    return null;
  },
});

export const sharedSession = method({
  name: 'sharedSession',
  doc: 'Give up the exclusive lock.',
  access: anyone,
  params: [],
  async run(call) {
    if (call.session) await updateExclusive(call.db, call.session.id, null);
    return null;
  },
});

export const logout = method({
  name: 'logout',
  doc: 'Close this session, or another one of the same user; administrators may close any.',
  access: anyone,
  params: [optional('session_id', nullable(int), null)],
  async run(call, { session_id }) {
    const own = sessionOf(call);
    const target = session_id ?? own.id;
    if (target !== own.id) {
      const other = await findSession(call.db, target);
      // Upstream answers a plain GenericError here, and clients print it.
      if (other?.user_id !== own.user.id && !(await isAdmin(call)))
        throw new GenericError('only an administrator may log out sessions of others');
      if (!other) return null;
    }
    await closeSession(call.db, target);
    return null;
  },
});

export const logoutChild = method({
  name: 'logoutChild',
  doc: 'Close a session that was opened under this one.',
  access: anyone,
  params: [param('session_id', int)],
  async run(call, { session_id }) {
    const own = sessionOf(call);
    const child = await findSession(call.db, session_id);
    if (child && child.master === own.id) await closeSession(call.db, session_id);
    return null;
  },
});
function sessionOf(call: Call) {
  if (!call.session) throw new AuthError('Not logged in');
  return call.session;
}

export const getSessionInfo = method({
  name: 'getSessionInfo',
  doc: 'Describe the caller’s session, or with user_id the live sessions of a user; details adds id and address.',
  access: anyone,
  readOnly: true,
  params: [optional('details', flag, false), optional('user_id', anything, null)],
  async run(call, { details, user_id }): Promise<SessionInfo | SessionInfo[] | null> {
    const { session } = call;
    if (!session) return null;
    if (isTruthy(user_id)) {
      const user = await resolveUser(call.db, user_id, true);
      if (session.user.id !== user.id && !(await isAdmin(call)))
        throw new ActionNotAllowed('only an administrator may see sessions of others');
      const rows = await listLiveSessions(call.db, user.id);
      return rows.map((row) => describe(row.id === session.id ? { ...row, callnum: session.callnum } : row, details));
    }
    const row = await findSession(call.db, session.id);
    return row ? describe(row, details) : null;
  },
});
function describe({ id, hostip, ...info }: SessionInfoRow, details: boolean): SessionInfo {
  return details ? { ...info, id, hostip } : info;
}

export const showSession = method({
  name: 'showSession',
  doc: 'A text about the caller’s session, for people.',
  access: anyone,
  readOnly: true,
  params: [],
  run(call) {
    const { session } = call;
    if (!session) return 'session: not logged in';
    return `session: user ${session.user.name} (id ${session.user.id}), session ${session.id}, master ${session.master ?? 'none'}, exclusive ${session.exclusive}`;
  },
});

export const getLoggedInUser = method({
  name: 'getLoggedInUser',
  doc: 'The caller’s own user record with the kind of login, or nil.',
  access: anyone,
  readOnly: true,
  params: [],
  async run(call) {
    const { session } = call;
    if (!session) return null;
    const user = await findUser(call.db, { id: session.user.id });
    if (!user) return null;
    return { ...user, authtype: session.authtype, krb_principal: user.krb_principals[0] ?? null };
  },
});
