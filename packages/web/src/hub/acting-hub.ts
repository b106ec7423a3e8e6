import { type Authentication, connectHub, type HubSession, type SessionOptions } from '@koji/common/client/hub-client';
import { ConfigError } from '@koji/common/config/options';
import { AUTHTYPES } from '@koji/common/types/states';
import type { HubApi } from '@koji/hub/api';
import type { WebConfig } from '../config.ts';

export type ActingSession = HubSession<HubApi>;
/** A user by the name at the hub, or with an authtype someone who has just proved to be that, see AUTHTYPES. */
export interface ActingFor {
  readonly name: string;
  readonly authtype?: number | undefined;
}
/** Does something at the hub in the name of a user. */
export type ActAs = <T>(user: ActingFor, work: (session: ActingSession) => Promise<T>) => Promise<T>;

/** What every session with the hub has in common. A visitor waits, so nothing is retried for long. */
export function hubSessionOptions(config: WebConfig): SessionOptions {
  return {
    server: config.hubUrl,
    tls: { serverca: config.hubCa },
    timeoutMs: 60_000,
    authTimeoutMs: 20_000,
    maxRetries: 2,
    retryIntervalMs: 500,
  };
}

/**
 * The web server logs in with its own certificate or principal and names the user; the hub must list it in ProxyDNs or
 * ProxyPrincipals. Each piece of work has a session of its own, closed at its end. `assertReady` may refuse before.
 */
export function createActAs(config: WebConfig, assertReady: () => Promise<void>): ActAs {
  return async (user, work) => {
    await assertReady();
    const options = hubSessionOptions(config);
    const auth = proxyAuthentication(config, user);
    const tls = { ...options.tls, ...(auth.kind === 'certificate' ? { cert: config.webCert } : {}) };
    const session = await connectHub<HubApi>({ ...options, auth, tls });
    try {
      return await work(session);
    } finally {
      await session.logout();
    }
  };
}

export function proxyAuthentication(config: ProxyConfig, user: ActingFor): Authentication {
  if (config.webCert !== undefined) return { kind: 'certificate', ...proxying(user, AUTHTYPES.SSL) };
  if (config.webPrincipal !== undefined) {
    const { webPrincipal: principal, webKeytab: keytab, webCcache: ccache } = config;
    return { kind: 'kerberos', principal, keytab, ccache, ...proxying(user, AUTHTYPES.GSSAPI) };
  }
  throw new ConfigError('neither WebCert nor WebPrincipal is set, nobody can log in');
}
type ProxyConfig = Pick<WebConfig, 'webCert' | 'webPrincipal' | 'webKeytab' | 'webCcache'>;

/**
 * The hub takes names with an @ for principals where the authtype is GSSAPI, all others for names of users. It is told
 * where that is not what is meant by our own authtype, and must allow it (AllowProxyAuthType).
 */
function proxying({ name, authtype }: ActingFor, own: number): { proxyuser: string; proxyauthtype?: number } {
  const meant = authtype ?? (name.includes('@') ? AUTHTYPES.SSL : own);
  return { proxyuser: name, ...(meant === own ? {} : { proxyauthtype: meant }) };
}

/** Whether this site can log anyone in at the hub. */
export function canAct(config: WebConfig): boolean {
  return !config.loginDisabled && (config.webCert !== undefined || config.webPrincipal !== undefined);
}
