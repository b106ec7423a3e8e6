import { AuthError } from '@koji/common/errors';
import type { NamePart } from '@koji/common/pki/name';
import { componentOf, formatSubject, isSameSubject, parseSubject } from '@koji/common/pki/subject';
import { AUTHTYPES, USER_STATUS, USERTYPES } from '@koji/common/types/states';
import type { Call } from '../rpc/call.ts';
import { assertValidName } from '../users/names.ts';
import { findUser, insertPrincipalOnce, insertUserOnce, type UserKey, type UserRow } from '../users/queries.ts';
import { primaryOf, realmOf } from './principal.ts';
import { lockUser } from './queries.ts';

/** Who stands behind a certificate or a Kerberos principal, before any proxying. */
export interface Identity {
  readonly name: string;
  readonly authtype: number;
}

export function identifyPeer(call: Call): Identity {
  const { principal, subject, unverified } = call.peer;
  if (principal !== undefined) return { name: principal, authtype: AUTHTYPES.GSSAPI };
  if (!subject)
    throw new AuthError(
      `could not verify client: ${unverified ?? 'a client certificate signed by the hub’s CA or a Kerberos ticket is needed'}`,
    );
  const name = componentOf(subject, call.config.dnUsernameComponent);
  if (!name)
    throw new AuthError(
      `unable to get user information (${call.config.dnUsernameComponent}) from client certificate ${formatSubject(subject)}`,
    );
  return { name, authtype: AUTHTYPES.SSL };
}

/** The identity a listed proxy acts for. Everyone else is refused. */
export function identifyProxied(call: Call, own: Identity, proxyuser: string, proxyauthtype: number | null): Identity {
  assertMayProxy(call, own);
  if (proxyauthtype === null) return { name: proxyuser, authtype: own.authtype };
  if (proxyauthtype !== AUTHTYPES.GSSAPI && proxyauthtype !== AUTHTYPES.SSL)
    throw new AuthError(`unsupported proxy authtype: ${proxyauthtype}`);
  if (proxyauthtype !== own.authtype && !call.config.allowProxyAuthType)
    throw new AuthError('this hub does not let proxies choose the authtype (AllowProxyAuthType)');
  return { name: proxyuser, authtype: proxyauthtype };
}
function assertMayProxy(call: Call, own: Identity): void {
  if (own.authtype === AUTHTYPES.GSSAPI) {
    if (!call.config.proxyPrincipals.includes(own.name))
      throw new AuthError(`Kerberos principal ${own.name} is not authorized to log in other users`);
    return;
  }
  const { subject = [] } = call.peer;
  if (!call.config.proxyDns.some((dn) => spellings(dn).some((listed) => isSameSubject(listed, subject))))
    throw new AuthError(`${formatSubject(subject)} is not authorized to log in other users`);
}

/** Operators write subjects with commas from either end. */
function spellings(dn: string): NamePart[][] {
  const subject = parseSubject(dn);
  return dn.startsWith('/') ? [subject] : [subject, subject.toReversed()];
}

/** The user an identity belongs to; created on first sight where LoginCreatesUser says so. */
export async function findOrCreateUser(call: Call, { name, authtype }: Identity): Promise<UserRow> {
  const byPrincipal = authtype === AUTHTYPES.GSSAPI && name.includes('@');
  if (byPrincipal) assertAllowedRealm(call, name);
  const known = await findUser(call.db, byPrincipal ? { krb_principal: name } : { name });
  if (!known && !call.config.loginCreatesUser) throw new AuthError(`Unknown user: ${name}`);
  const user = known ?? (await createUser(call, name, byPrincipal));
  if (user.usertype === USERTYPES.GROUP) throw new AuthError(`${user.name} is a group, which cannot log in`);
  return user;
}
async function createUser(call: Call, name: string, byPrincipal: boolean): Promise<UserRow> {
  if (byPrincipal) return createFromPrincipal(call, name);
  await makeUser(call, name);
  return requireKnownUser(call, { name });
}
function assertAllowedRealm(call: Call, principal: string): void {
  const realm = realmOf(principal);
  const { allowedKrbRealms } = call.config;
  if (!allowedKrbRealms.includes('*') && !allowedKrbRealms.includes(realm))
    throw new AuthError(`Kerberos realm ${realm} is not allowed`);
}
async function createFromPrincipal(call: Call, principal: string): Promise<UserRow> {
  const name = primaryOf(principal);
  const known = await findUser(call.db, { name });
  const made = known ? undefined : await makeUser(call, name);
  const id = made ?? (await requireKnownUser(call, { name })).id;
  await lockUser(call.db, id);
  const user = await requireKnownUser(call, { id });
  if (user.krb_principals.includes(principal)) return user;
  if (made === undefined) assertMayTakeOver(call, user, principal);
  await insertPrincipalOnce(call.db, id, principal);
  return requireKnownUser(call, { krb_principal: principal });
}

/** The same name in another realm is another person; an account must not fall to whoever comes first. */
function assertMayTakeOver(call: Call, { name, krb_principals }: UserRow, principal: string): void {
  if (krb_principals.length > 0) throw new AuthError(`user ${name} is known under another Kerberos principal`);
  const { allowedKrbRealms, hostPrincipalFormat, authPrincipal, proxyPrincipals } = call.config;
  const ours = [hostPrincipalFormat, authPrincipal, ...proxyPrincipals].flatMap((each) =>
    each?.includes('@') ? realmOf(each) : [],
  );
  // `*` stands for every realm and names none.
  const named = [call.peer.ownRealm, ...allowedKrbRealms, ...ours].filter((realm) => realm !== '*');
  if (!named.includes(realmOf(principal)))
    throw new AuthError(
      `${principal} is not yet known as user ${name}; an administrator can add it, or its realm to AllowedKrbRealms`,
    );
}
/** The id of a new user; undefined where another login at the same time was faster. */
async function makeUser(call: Call, name: string): Promise<number | undefined> {
  assertValidName(call.config, 'user', name);
  return insertUserOnce(call.db, { name, status: USER_STATUS.NORMAL, usertype: USERTYPES.NORMAL });
}
async function requireKnownUser(call: Call, key: UserKey): Promise<UserRow> {
  const user = await findUser(call.db, key);
  if (!user) throw new AuthError(`Unknown user: ${Object.values(key).join()}`);
  return user;
}
