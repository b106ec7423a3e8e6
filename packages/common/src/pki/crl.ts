import type { Authority } from './authority.ts';
import { enumerated, integer, sequence, tagged, time } from './der.ts';
import { authorityKeyIdentifier, EXTENSION_OIDS, extension } from './extensions.ts';
import { signatureAlgorithm, signStructure } from './keys.ts';
import { toPem } from './pem.ts';
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reasons.ts';
import { type Validity, validityFrom } from './validity.ts';

export interface Revocation {
  /** Hexadecimal serial number. */
  readonly serial: string;
  readonly at: Date;
  readonly reason?: RevocationReason;
}

export interface CrlOptions extends Validity {
  readonly revoked: readonly Revocation[];
  /** Hexadecimal CRL number; each list of an authority must have a larger one than the list before. */
  readonly number: string;
}

const VERSION_2 = 1;
const DEFAULT_DAYS = 30;

/** Signs a certificate revocation list (version 2) that must be replaced within 30 days unless told otherwise; PEM. */
export function createCrl(authority: Authority, options: CrlOptions): string {
  const { start, end } = validityFrom(options, DEFAULT_DAYS);
  const { keyId, subjectDer } = authority.certificate;
  const entries = options.revoked.map(entryOf);
  const body = sequence(
    integer(VERSION_2),
    signatureAlgorithm(authority.key),
    subjectDer,
    time(start),
    time(end),
    // An empty list of entries must be left out altogether (RFC 5280 5.1.2.6).
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    tagged(
      0,
      sequence(...(keyId ? [authorityKeyIdentifier(keyId)] : []), extension(EXTENSION_OIDS.crlNumber, integer(options.number))),
    ),
  );
  return toPem('X509 CRL', signStructure(body, authority.key));
}

function entryOf({ serial, at, reason }: Revocation) {
  // "unspecified" is expressed by leaving the reason out (RFC 5280 5.3.1).
  const code = reason === undefined ? 0 : REVOCATION_REASONS[reason];
  const extensions = code === 0 ? [] : [sequence(extension(EXTENSION_OIDS.reasonCode, enumerated(code)))];
  return sequence(integer(serial), time(at), ...extensions);
}
