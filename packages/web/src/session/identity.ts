import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TicketCheck } from '@koji/common/kerberos/tickets';
import { componentOf, parseForwardedSubject, parseSubjectLines } from '@koji/common/pki/subject';
import { AUTHTYPES } from '@koji/common/types/states';
import { PageProblem } from '../pages/problems.ts';

/** How visitors prove who they are. */
export type LoginKind = 'ssl' | 'gssapi';

/** Who a visitor has proved to be. */
export interface Identity {
  /** The CN of a certificate, or a principal. */
  readonly name: string;
  /** One of AUTHTYPES. */
  readonly authtype: number;
}
/** A ticket's owner, with the header by which the server proves itself. */
export interface TicketIdentity extends Identity {
  readonly answer: string;
}

/** The identity of the connection's client certificate. Throws a problem of status 403 that says what is missing. */
export function identityOfCertificate(socket: Socket): Identity {
  const tls = 'getPeerX509Certificate' in socket ? (socket as TLSSocket) : undefined;
  if (!tls) throw new PageProblem(403, 'Logging in needs a certificate, and this connection is not encrypted.');
  const certificate = tls.getPeerX509Certificate();
  if (!certificate)
    throw new PageProblem(
      403,
      'Your browser has not sent a certificate. Import your certificate file (.p12) into it and try again.',
    );
  if (!tls.authorized) throw new PageProblem(403, `Your certificate is not accepted here: ${explain(tls.authorizationError)}.`);
  return namedBy(componentOf(parseSubjectLines(certificate.subject), 'CN'));
}

/** The identity of a Kerberos ticket. Status 401 where none came: browsers take that as the question for one. */
export async function identityOfTicket(authorization: string | undefined, check: TicketCheck): Promise<TicketIdentity> {
  const negotiated = await check(authorization);
  if (negotiated.kind === 'accepted')
    return { name: negotiated.principal, authtype: AUTHTYPES.GSSAPI, answer: negotiated.answer };
  if (authorization === undefined)
    throw new PageProblem(
      401,
      'Your browser has not sent a Kerberos ticket. Get one (kinit), and let your browser send it to this site, in Firefox with network.negotiate-auth.trusted-uris.',
    );
  throw new PageProblem(403, `Your Kerberos ticket is not accepted here: ${negotiated.reason}.`);
}

/**
 * What a trusted front end says that it has checked; the headers are those the hub takes. Only those of the kind of login
 * that the site has count: of the other kind a front end may not take care.
 */
export function identityFromFrontEnd(headers: IncomingHttpHeaders, kind: LoginKind): Identity {
  if (kind === 'gssapi') {
    const principal = single(headers['x-remote-user']);
    if (!principal) throw new PageProblem(403, 'The front end has not checked a Kerberos ticket.');
    return { name: principal, authtype: AUTHTYPES.GSSAPI };
  }
  const subject = single(headers['x-ssl-client-s-dn']);
  if (single(headers['x-ssl-client-verify']) !== 'SUCCESS' || !subject)
    throw new PageProblem(
      403,
      'Your browser has not sent a certificate that is accepted here. Import your certificate file (.p12) into it and try again.',
    );
  return namedBy(componentOf(parseForwardedSubject(subject), 'CN'));
}

/** Whether the front end has looked for a proof on this connection, with whatever outcome. */
export function hasLooked(headers: IncomingHttpHeaders, kind: LoginKind): boolean {
  return headers[kind === 'gssapi' ? 'x-remote-user' : 'x-ssl-client-verify'] !== undefined;
}

function namedBy(name: string | undefined): Identity {
  if (name === undefined || name.trim() === '') throw new PageProblem(403, 'The certificate does not name a user.');
  return { name, authtype: AUTHTYPES.SSL };
}

function explain(reason: Error | string | null | undefined): string {
  const code = typeof reason === 'string' ? reason : ((reason as { code?: string } | null)?.code ?? reason?.message ?? 'unknown');
  const words: Readonly<Record<string, string>> = {
    CERT_HAS_EXPIRED: 'it has expired',
    CERT_NOT_YET_VALID: 'it is not valid yet',
    CERT_REVOKED: 'it has been revoked',
    UNABLE_TO_GET_ISSUER_CERT: 'it is from another authority',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'it is from another authority',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  };
  return words[code] ?? code;
}
function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
