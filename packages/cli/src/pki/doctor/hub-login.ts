import { type Authentication, loginAddress } from '@koji/common/client/authentication';
import { HubSession } from '@koji/common/client/session';
import { GSSAPIAuthError } from '@koji/common/errors';
import type { CertificateFacts } from '@koji/common/pki/certificate';
import { USERTYPES } from '@koji/common/types/states';
import type { HubApi } from '@koji/hub/api';
import { Diagnosis } from './diagnosis.ts';
import { explainRefusal } from './refusals.ts';
import type { ClientSetup } from './setup.ts';
import { explainTicketFailure } from './ticket-failures.ts';
import { withTicketCache } from './tickets.ts';

/** Who is going to log in. */
export interface Applicant {
  /** Subject of the certificate, principal or user name. */
  readonly who: string;
  /** The name or the principal by which Koji knows it. */
  readonly name: string;
  readonly issuer: string;
  readonly certificate?: CertificateFacts;
}

// No user can have it: the hub looks first whether one may proxy at all.
const nobody = 'koji-pki doctor';

/** Logs in as the program does, and out again. Throws one sentence where the hub does not let it in or knows it for somebody else. */
export async function checkLogin(setup: ClientSetup, applicant: Applicant): Promise<void> {
  await checkAccount(setup, applicant);
  try {
    await withTicketCache(setup.auth, (auth) => logIn(setup, auth));
  } catch (cause) {
    if (setup.program === 'web' && mayProxy(cause as Error)) return;
    throw new Diagnosis(explain(setup, applicant, cause as Error), { cause });
  }
}

function explain({ auth, file, server }: ClientSetup, { who, issuer }: Applicant, error: Error): string {
  const keytab = auth.kind === 'kerberos' ? auth.keytab : undefined;
  const circumstances = {
    file,
    who,
    issuer,
    host: new URL(server).hostname,
    keytab,
    usesCertificate: auth.kind === 'certificate',
  };
  // Kerberos speaks before the hub does.
  const ofTicket = error instanceof GSSAPIAuthError ? explainTicketFailure(error.message, circumstances) : undefined;
  return ofTicket ?? explainRefusal(error.message, circumstances);
}

async function logIn(setup: ClientSetup, auth: Authentication): Promise<void> {
  const session = openSession(setup, auth);
  try {
    await session.login();
    await session.logout();
  } finally {
    session.close();
  }
}

/** Looked at before the login, by which the hub would make a user of somebody who has to be added otherwise. */
async function checkAccount(setup: ClientSetup, { who, name }: Applicant): Promise<void> {
  if (setup.program !== 'kojid' && setup.program !== 'kojira') return;
  const session = openSession(setup, { kind: 'anonymous' });
  try {
    const user = await session.hub.getUser({ userInfo: name });
    if (setup.program === 'kojid') assertHost(user, who, name);
    else if (!user) {
      throw new Diagnosis(
        `the hub has no user for ${who}: koji add-user kojira, koji grant-permission repo kojira${addPrincipal(name)}`,
      );
    }
  } finally {
    session.close();
  }
}

function assertHost(user: { readonly usertype: number } | null, who: string, name: string): void {
  if (user?.usertype === USERTYPES.HOST) return;
  const isPrincipal = name.includes('@');
  const host = isPrincipal ? name.replace(/^[^/]*\/|@.*$/g, '') : name;
  const added = `koji add-host ${user ? '--force ' : ''}${host} ARCHES${isPrincipal ? ` --krb-principal=${name}` : ''}`;
  throw new Diagnosis(
    user
      ? `the hub knows ${who} as a user and not as a build host: ${added}`
      : `the hub has no build host for ${who}: ${added}, before kojid starts for the first time`,
  );
}

function addPrincipal(name: string): string {
  return name.includes('@') ? `, koji edit-user --add-krb ${name} kojira` : '';
}

function openSession(
  { server, auth: own, cert, serverca, verify, program }: ClientSetup,
  auth: Authentication,
): HubSession<HubApi> {
  const usesCertificate = auth.kind === 'certificate';
  const proxies = program === 'web' && (usesCertificate || auth.kind === 'kerberos');
  return new HubSession<HubApi>({
    server: loginAddress(server, own),
    auth: proxies ? { ...auth, proxyuser: nobody } : auth,
    tls: { ...(usesCertificate ? { cert } : {}), serverca, verify },
    maxRetries: 1,
  });
}

/** The hub got as far as the name of the user that was to be proxied. */
function mayProxy({ message }: Error): boolean {
  return message.includes(nobody);
}
