import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Authority } from './authority.ts';
import { type CertificateFacts, readCertificate } from './certificate.ts';
import { encodeCertificate } from './encode-certificate.ts';
import { type CertificateUsage, leafExtensions } from './extensions.ts';
import type { KeyKind } from './key-kinds.ts';
import { generatePrivateKey, keyIdentifier, privateKeyPem, publicKeyInfo } from './keys.ts';
import { encodeName, type NamePart, subjectOf } from './name.ts';
import { randomSerial } from './serial.ts';
import { type Validity, validityFrom } from './validity.ts';

export interface IssueOptions extends Validity {
  /** A user's, host's or service's login name, or a server's host name. */
  readonly commonName: string;
  /** Further parts of the subject; the common name takes its customary place among them. */
  readonly subject?: readonly NamePart[];
  /** The subject in full and in this order, in place of `commonName` and `subject` (to repeat an older certificate's). */
  readonly wholeSubject?: readonly NamePart[];
  /** Host names, IP addresses, e-mail addresses. Left out, a server's certificate gets its common name. */
  readonly sans?: readonly string[];
  readonly usage: CertificateUsage;
  /** Hexadecimal; random unless given. */
  readonly serial?: string;
  readonly keyKind?: KeyKind;
  /** An existing private key to certify in place of a new one. */
  readonly key?: KeyObject;
}

export interface IssuedCertificate {
  readonly certificatePem: string;
  /** Unencrypted PKCS#8. */
  readonly privateKeyPem: string;
  readonly key: KeyObject;
  readonly certificate: CertificateFacts;
}

const DEFAULT_DAYS = 825;

/**
 * Issues a certificate with a new RSA-2048 key, for 825 days unless told otherwise; it never outlives its authority.
 * Throws a RangeError for a subject or name that cannot be encoded, an Error where the authority has run out.
 */
export async function issueCertificate(authority: Authority, options: IssueOptions): Promise<IssuedCertificate> {
  const validity = withinAuthority(authority, validityFrom(options, DEFAULT_DAYS));
  const subject = encodeName(options.wholeSubject ?? subjectOf(options.commonName, options.subject));
  const sans = options.sans ?? (options.usage === 'client' ? [] : [options.commonName]);
  const key = options.key ?? (await generatePrivateKey(options.keyKind ?? 'rsa2048'));
  const info = publicKeyInfo(createPublicKey(key));
  const extensions = leafExtensions({
    usage: options.usage,
    rsa: key.asymmetricKeyType === 'rsa',
    keyId: keyIdentifier(info),
    issuerKeyId: authority.certificate.keyId,
    alternativeNames: sans,
  });
  const serial = options.serial ?? randomSerial();
  const contents = { serial, issuer: authority.certificate.subjectDer, subject, validity, publicKey: info, extensions };
  const certificatePem = encodeCertificate(contents, authority.key);
  return { certificatePem, privateKeyPem: privateKeyPem(key), key, certificate: readCertificate(certificatePem) };
}

function withinAuthority(authority: Authority, { start, end }: { start: Date; end: Date }) {
  const last = authority.certificate.validTo;
  if (start >= last) throw new Error(`the authority's certificate has run out on ${last.toISOString()}`);
  return { start, end: end < last ? end : last };
}
