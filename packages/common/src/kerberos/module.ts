import { GSSAPIAuthError } from '../errors.ts';

/** The part that is used of the npm package `kerberos`, a binding of the system's GSSAPI library. */
export interface KerberosModule {
  readonly GSS_MECH_OID_SPNEGO: number;
  readonly GSS_C_MUTUAL_FLAG: number;
  readonly GSS_C_SEQUENCE_FLAG: number;
  initializeClient(service: string, options: object): Promise<{ step(challenge: string): Promise<string> }>;
  initializeServer(service: string): Promise<{
    readonly username: string | null;
    readonly targetName: string | null;
    readonly response: string | null;
    step(challenge: string): Promise<unknown>;
  }>;
}

/** The native module is optional; without it the error says what to install. */
export async function loadKerberos(): Promise<KerberosModule> {
  try {
    const loaded = (await import('kerberos' as string)) as { default?: KerberosModule } & KerberosModule;
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new GSSAPIAuthError(
      'Kerberos logins need the native module "kerberos": install the Kerberos headers (libkrb5-dev or krb5-devel) and run script/bootstrap',
      { cause },
    );
  }
}
