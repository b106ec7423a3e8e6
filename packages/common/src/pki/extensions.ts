import { encodeAlternativeNames } from './alternative-names.ts';
import { bits, boolean, type Der, octets, oid, sequence, taggedBytes, toBytes } from './der.ts';

/** What a certificate may be used for in TLS. */
export type CertificateUsage = 'server' | 'client' | 'both';

export const EXTENSION_OIDS = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;
export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

// KeyUsage is a bit string counted from the most significant bit: digitalSignature is bit 0, keyEncipherment 2, keyCertSign 5, cRLSign 6.
const DIGITAL_SIGNATURE = 0x80;
const KEY_ENCIPHERMENT = 0x20;
const CERT_AND_CRL_SIGN = 0x06;

export function extension(dotted: string, value: Der, critical = false): Der {
  return sequence(oid(dotted), ...(critical ? [boolean(true)] : []), octets(toBytes(value)));
}

export function authorityKeyIdentifier(keyId: Uint8Array): Der {
  return extension(EXTENSION_OIDS.authorityKeyIdentifier, sequence(taggedBytes(0, keyId)));
}

/** Extensions of a self-signed authority. */
export function authorityExtensions(keyId: Uint8Array): Der[] {
  return [
    extension(EXTENSION_OIDS.basicConstraints, sequence(boolean(true)), true),
    keyUsage(CERT_AND_CRL_SIGN),
    extension(EXTENSION_OIDS.subjectKeyIdentifier, octets(keyId)),
    authorityKeyIdentifier(keyId),
  ];
}

export interface LeafExtensions {
  readonly usage: CertificateUsage;
  readonly rsa: boolean;
  readonly keyId: Uint8Array;
  /** Undefined where the authority's certificate carries no identifier. */
  readonly issuerKeyId: Uint8Array | undefined;
  readonly alternativeNames: readonly string[];
}

/** Extensions of a certificate that signs nothing further. */
export function leafExtensions({ usage, rsa, keyId, issuerKeyId, alternativeNames }: LeafExtensions): Der[] {
  const purposes = [...(usage === 'client' ? [] : [SERVER_AUTH]), ...(usage === 'server' ? [] : [CLIENT_AUTH])];
  return [
    extension(EXTENSION_OIDS.basicConstraints, sequence(), true),
    keyUsage(rsa ? DIGITAL_SIGNATURE | KEY_ENCIPHERMENT : DIGITAL_SIGNATURE),
    extension(EXTENSION_OIDS.extendedKeyUsage, sequence(...purposes.map(oid))),
    extension(EXTENSION_OIDS.subjectKeyIdentifier, octets(keyId)),
    ...(issuerKeyId ? [authorityKeyIdentifier(issuerKeyId)] : []),
    ...(alternativeNames.length > 0 ? [extension(EXTENSION_OIDS.subjectAltName, encodeAlternativeNames(alternativeNames))] : []),
  ];
}

function keyUsage(flags: number): Der {
  // DER drops trailing zero bits, so their number goes in front.
  const unused = 31 - Math.clz32(flags & -flags);
  return extension(EXTENSION_OIDS.keyUsage, bits(Buffer.of(flags), unused), true);
}
