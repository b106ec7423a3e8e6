import { X509Certificate } from 'node:crypto';
import { decodeAlternativeNames } from './alternative-names.ts';
import { childrenOf, contentsOf, type Der, fromBytes, isContext, oidOf } from './der.ts';
import { type CertificateUsage, CLIENT_AUTH, EXTENSION_OIDS, SERVER_AUTH } from './extensions.ts';
import { decodeName, type NamePart } from './name.ts';
import { normalSerial } from './serial.ts';

/** What a certificate says, as far as issuing, renewing and revoking need it. */
export interface CertificateFacts {
  /** Upper-case hexadecimal, an even number of digits: OpenSSL's spelling. */
  readonly serial: string;
  readonly subject: readonly NamePart[];
  readonly alternativeNames: readonly string[];
  /** `both` where the certificate does not restrict its purposes. */
  readonly usage: CertificateUsage;
  readonly isAuthority: boolean;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** The subject key identifier, where there is one. */
  readonly keyId: Buffer | undefined;
  /** Dotted OID of the signature's algorithm. */
  readonly signatureOid: string;
  /** The subject exactly as encoded: what this certificate's issues must name as their issuer. */
  readonly subjectDer: Der;
  readonly x509: X509Certificate;
}

/** Reads a certificate from PEM (text before it is allowed, as `openssl ca` writes) or DER. */
export function readCertificate(source: string | Uint8Array): CertificateFacts {
  const x509 = new X509Certificate(source);
  const [body, algorithm] = childrenOf(fromBytes(x509.raw));
  const fields = childrenOf(body!);
  // The version field is absent in version 1 certificates, which shifts all others.
  const first = isContext(fields[0]!, 0) ? 1 : 0;
  const subjectDer = fields[first + 4]!;
  const extensions = extensionValues(fields.find((field, index) => index > first && isContext(field, 3)));
  const alternativeNames = extensions.get(EXTENSION_OIDS.subjectAltName);
  const keyId = extensions.get(EXTENSION_OIDS.subjectKeyIdentifier);
  return {
    serial: normalSerial(x509.serialNumber),
    subject: decodeName(subjectDer),
    alternativeNames: alternativeNames ? decodeAlternativeNames(alternativeNames) : [],
    usage: usageOf(extensions.get(EXTENSION_OIDS.extendedKeyUsage)),
    isAuthority: x509.ca,
    validFrom: new Date(x509.validFrom),
    validTo: new Date(x509.validTo),
    keyId: keyId ? contentsOf(keyId) : undefined,
    signatureOid: oidOf(childrenOf(algorithm!)[0]!),
    subjectDer,
    x509,
  };
}

function extensionValues(field: Der | undefined): Map<string, Der> {
  if (!field) return new Map();
  return new Map(
    childrenOf(childrenOf(field)[0]!).map((entry) => {
      const parts = childrenOf(entry);
      return [oidOf(parts[0]!), fromBytes(contentsOf(parts.at(-1)!))];
    }),
  );
}

function usageOf(extendedKeyUsage: Der | undefined): CertificateUsage {
  if (!extendedKeyUsage) return 'both';
  const purposes = new Set(childrenOf(extendedKeyUsage).map(oidOf));
  if (!purposes.has(CLIENT_AUTH)) return 'server';
  return purposes.has(SERVER_AUTH) ? 'both' : 'client';
}
