import type { KeyObject } from 'node:crypto';
import { type Der, integer, sequence, tagged, time } from './der.ts';
import { signatureAlgorithm, signStructure } from './keys.ts';
import { toPem } from './pem.ts';

export interface CertificateContents {
  /** Hexadecimal. */
  readonly serial: string;
  readonly issuer: Der;
  readonly subject: Der;
  readonly validity: { readonly start: Date; readonly end: Date };
  readonly publicKey: Der;
  readonly extensions: readonly Der[];
}

const VERSION_3 = 2;

/** Builds a version 3 certificate (RFC 5280 4.1), signs it and returns it as PEM. */
export function encodeCertificate(contents: CertificateContents, signer: KeyObject): string {
  const body = sequence(
    tagged(0, integer(VERSION_3)),
    integer(contents.serial),
    signatureAlgorithm(signer),
    contents.issuer,
    sequence(time(contents.validity.start), time(contents.validity.end)),
    contents.subject,
    contents.publicKey,
    tagged(3, sequence(...contents.extensions)),
  );
  return toPem('CERTIFICATE', signStructure(body, signer));
}
