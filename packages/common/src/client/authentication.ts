import { rm, stat } from 'node:fs/promises';
import { GSSAPIAuthError } from '../errors.ts';
import { loadKerberos } from '../kerberos/module.ts';
import { unlessMissing } from '../missing-files.ts';

/** How a session proves who it is. */
export type Authentication =
  | { readonly kind: 'anonymous' }
  | ({ readonly kind: 'certificate' } & Proxying)
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | ({
      readonly kind: 'kerberos';
      readonly principal?: string | undefined;
      readonly keytab?: string | undefined;
      readonly ccache?: string | undefined;
    } & Proxying);

/** In whose name a listed proxy logs in. */
interface Proxying {
  readonly proxyuser?: string | undefined;
  /** How that user has logged in at the proxy, one of AUTHTYPES; left out, the same way as the proxy itself. */
  readonly proxyauthtype?: number | undefined;
}

/** Where to log in like that: certificates and tickets go over encrypted connections only, whatever the configuration says. */
export function loginAddress(server: string, auth: Authentication | undefined): string {
  const isSecure = auth?.kind === 'certificate' || auth?.kind === 'kerberos';
  return isSecure ? server.replace(/^http:/, 'https:') : server;
}

/** The Negotiate exchange of one login. */
export interface Negotiation {
  readonly header: string;
  /** Checks the server's side of it; mutual authentication is required. */
  verify(wwwAuthenticate: string | undefined): Promise<void>;
}

/** Starts Kerberos towards a host. The native module is optional; without it the error says what to install. */
export async function negotiate(host: string, auth: Extract<Authentication, { kind: 'kerberos' }>): Promise<Negotiation> {
  if (auth.ccache !== undefined) await useCache(auth.ccache);
  if (auth.keytab !== undefined) process.env.KRB5_CLIENT_KTNAME = auth.keytab;
  const kerberos = await loadKerberos();
  const begin = async () => {
    const client = await kerberos.initializeClient(`HTTP@${host}`, {
      mechOID: kerberos.GSS_MECH_OID_SPNEGO,
      flags: kerberos.GSS_C_MUTUAL_FLAG | kerberos.GSS_C_SEQUENCE_FLAG,
      ...(auth.principal === undefined ? {} : { principal: auth.principal }),
    });
    return { client, token: await client.step('') };
  };
  const { client, token } = await begin().catch((cause: Error) => {
    throw new GSSAPIAuthError(`unable to obtain a Kerberos ticket for HTTP/${host}: ${cause.message}`, { cause });
  });
  return {
    header: `Negotiate ${token}`,
    async verify(wwwAuthenticate) {
      const answer = /^Negotiate\s+(\S+)/i.exec(wwwAuthenticate ?? '')?.[1];
      if (answer === undefined)
        throw new GSSAPIAuthError(`${host} did not prove its own identity (no Negotiate token in its answer)`);
      await client.step(answer);
    },
  };
}

/** A file in which nothing is yet would be a broken cache to Kerberos. */
async function useCache(cache: string): Promise<void> {
  process.env.KRB5CCNAME = cache;
  const file = cache.replace(/^FILE:/, '');
  const found = await unlessMissing(stat(file));
  if (found?.size === 0) await rm(file, { force: true });
}
