/** Signature algorithms that TLS libraries refuse today, by their OID: MD5 and SHA-1 with RSA, SHA-1 with ECDSA. */
export const weakSignatures: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.4', 'MD5'],
  ['1.2.840.113549.1.1.5', 'SHA-1'],
  ['1.2.840.10045.4.1', 'SHA-1'],
]);
