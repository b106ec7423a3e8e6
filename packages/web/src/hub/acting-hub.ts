import { type Authentication, connectHub, type HubSession, type SessionOptions } from '@koji/common/client/hub-client';
import { ConfigError } from '@koji/common/config/options';
import type { HubApi } from '@koji/hub/api';
import type { WebConfig } from '../config.ts';

export type ActingSession = HubSession<HubApi>;
/** Does something at the hub in the name of a user. */
export type ActAs = <T>(user: string, work: (session: ActingSession) => Promise<T>) => Promise<T>;

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

function proxyAuthentication(config: WebConfig, proxyuser: string): Authentication {
  if (config.webCert !== undefined) return { kind: 'certificate', proxyuser };
  if (config.webPrincipal !== undefined) {
    return { kind: 'kerberos', principal: config.webPrincipal, keytab: config.webKeytab, ccache: config.webCcache, proxyuser };
  }
  throw new ConfigError('neither WebCert nor WebPrincipal is set, nobody can log in');
}

/** Whether this site can log anyone in at the hub. */
export function canAct(config: WebConfig): boolean {
  return !config.loginDisabled && (config.webCert !== undefined || config.webPrincipal !== undefined);
}
