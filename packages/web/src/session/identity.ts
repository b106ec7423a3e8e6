import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { componentOf, parseForwardedSubject, parseSubjectLines } from '@koji/common/pki/subject';
import { PageProblem } from '../pages/problems.ts';

/**
 * The name a connection proves: the CN of its client certificate, or what a trusted front end says that it has checked
 * (the headers are those the hub takes). Throws a problem of status 403 that says what is missing.
 */
export function provenName(socket: Socket, headers: IncomingHttpHeaders, trustedProxies: readonly string[]): string {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const name = trustedProxies.includes(address) ? nameFromFrontEnd(headers) : nameFromCertificate(socket);
  if (name === undefined || name.trim() === '') throw new PageProblem(403, 'The certificate does not name a user.');
  return name;
}

function nameFromCertificate(socket: Socket): string | undefined {
  const tls = 'getPeerX509Certificate' in socket ? (socket as TLSSocket) : undefined;
  if (!tls) throw new PageProblem(403, 'Logging in needs a certificate, and this connection is not encrypted.');
  const certificate = tls.getPeerX509Certificate();
  if (!certificate)
    throw new PageProblem(
      403,
      'Your browser has not sent a certificate. Import your certificate file (.p12) into it and try again.',
    );
  if (!tls.authorized) throw new PageProblem(403, `Your certificate is not accepted here: ${explain(tls.authorizationError)}.`);
  return componentOf(parseSubjectLines(certificate.subject), 'CN');
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

function nameFromFrontEnd(headers: IncomingHttpHeaders): string | undefined {
  const principal = single(headers['x-remote-user']);
  if (principal) return principal;
  const subject = single(headers['x-ssl-client-s-dn']);
  if (single(headers['x-ssl-client-verify']) !== 'SUCCESS' || !subject)
    throw new PageProblem(403, 'The front end has not checked a certificate.');
  return componentOf(parseForwardedSubject(subject), 'CN');
}
function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
