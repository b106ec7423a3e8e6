import { existsSync } from 'node:fs';
import type { Authentication } from '../client/authentication.ts';
import { boolean, ConfigError, integer, type OptionTable, type OptionValues, optionalText, text } from '../config/options.ts';

/** Settings about the hub that every service has. */
export interface HubSettings {
  readonly server: string;
  readonly cert: string | undefined;
  readonly serverca: string | undefined;
  readonly noSslVerify: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly principal: string | undefined;
  readonly keytab: string;
  readonly ccache: string;
  readonly retryIntervalS: number;
  readonly maxRetries: number;
  readonly offlineRetry: boolean;
  readonly offlineRetryIntervalS: number;
}

/** The keys of kojid.conf and kojira.conf for them; times in seconds. */
function optionsOf(service: ServiceName) {
  return {
    server: optionalText('server'),
    user: optionalText('user'),
    password: optionalText('password'),
    cert: text('cert', `/etc/${service}/client.crt`),
    serverca: optionalText('serverca'),
    noSslVerify: boolean('no_ssl_verify', false),
    keytab: text('keytab', `/etc/${service}/${service}.keytab`),
    ccache: text('ccache', `/var/tmp/${service}.ccache`),
    maxRetries: integer('max_retries', 120),
    retryIntervalS: integer('retry_interval', 60),
    offlineRetry: boolean('offline_retry', true),
    offlineRetryIntervalS: integer('offline_retry_interval', 120),
  } satisfies OptionTable;
}
export type ServiceName = 'kojid' | 'kojira';

export const kojidHubOptions = {
  ...optionsOf('kojid'),
  krbPrincipal: optionalText('krb_principal'),
  hostPrincipalFormat: optionalText('host_principal_format'),
} satisfies OptionTable;
export const kojiraHubOptions = { ...optionsOf('kojira'), principal: optionalText('principal') } satisfies OptionTable;

/** Fills in what a file need not say. Throws ConfigError where it does not name the hub. */
export function completeHubSettings<S extends { readonly server: string | undefined; readonly serverca: string | undefined }>(
  service: ServiceName,
  settings: S,
): S & { readonly server: string } {
  const { server, serverca } = settings;
  if (server === undefined) throw new ConfigError('server is not set: the address of the hub is needed');
  const usualAuthority = `/etc/${service}/serverca.crt`;
  return { ...settings, server, serverca: serverca ?? (existsSync(usualAuthority) ? usualAuthority : undefined) };
}

/** A builder's principal. `host` is the machine's name, for `host_principal_format`. */
export function kojidPrincipal(
  { krbPrincipal, hostPrincipalFormat }: Pick<OptionValues<typeof kojidHubOptions>, 'krbPrincipal' | 'hostPrincipalFormat'>,
  host: string,
): string | undefined {
  return krbPrincipal ?? hostPrincipalFormat?.replace('%s', host);
}

/** How a service proves itself: a certificate that exists comes first, then a password, then Kerberos. */
export function chooseAuthentication(
  settings: Pick<HubSettings, 'cert' | 'user' | 'password' | 'principal' | 'keytab' | 'ccache'>,
): Authentication {
  const { cert, user, password, principal, keytab, ccache } = settings;
  if (cert !== undefined && existsSync(cert)) return { kind: 'certificate' };
  if (user !== undefined) {
    if (password === undefined)
      throw new ConfigError(`nothing to log in with: ${missingCertificate(cert)}, and user ${user} is set without a password`);
    return { kind: 'password', user, password };
  }
  if (principal !== undefined) return { kind: 'kerberos', principal, keytab, ccache };
  throw new ConfigError(`nothing to log in with: ${missingCertificate(cert)}, no user and no principal`);
}

function missingCertificate(cert: string | undefined): string {
  return cert === undefined ? 'no cert' : `no file ${cert}`;
}
