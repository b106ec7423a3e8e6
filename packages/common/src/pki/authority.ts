import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { type CertificateFacts, readCertificate } from './certificate.ts';
import { encodeCertificate } from './encode-certificate.ts';
import { authorityExtensions } from './extensions.ts';
import type { KeyKind } from './key-kinds.ts';
import { generatePrivateKey, keyIdentifier, privateKeyPem, publicKeyInfo } from './keys.ts';
import { encodeName, type NamePart, subjectOf } from './name.ts';
import { firstPemBlock } from './pem.ts';
import { randomSerial } from './serial.ts';
import { type Validity, validityFrom } from './validity.ts';

/** A certificate authority that can sign: its certificate and its private key. */
export interface Authority {
  readonly certificatePem: string;
  /** Unencrypted PKCS#8. */
  readonly privateKeyPem: string;
  readonly key: KeyObject;
  readonly certificate: CertificateFacts;
}

export interface AuthorityOptions extends Validity {
  readonly commonName: string;
  /** Further parts of the subject (C, ST, L, O, OU, emailAddress). */
  readonly subject?: readonly NamePart[];
  readonly keyKind?: KeyKind;
}

const DEFAULT_DAYS = 3650;

/** Makes a self-signed authority, RSA-2048 and valid for ten years unless told otherwise. */
export async function createAuthority(options: AuthorityOptions): Promise<Authority> {
  const key = await generatePrivateKey(options.keyKind ?? 'rsa2048');
  const name = encodeName(subjectOf(options.commonName, options.subject));
  const info = publicKeyInfo(createPublicKey(key));
  const pem = encodeCertificate(
    {
      serial: randomSerial(),
      issuer: name,
      subject: name,
      validity: validityFrom(options, DEFAULT_DAYS),
      publicKey: info,
      extensions: authorityExtensions(keyIdentifier(info)),
    },
    key,
  );
  return { certificatePem: pem, privateKeyPem: privateKeyPem(key), key, certificate: readCertificate(pem) };
}

/**
 * Takes up an existing authority, RSA or EC, whoever made it. Throws where the certificate is not an authority's, the key is not its key,
 * or the key is encrypted and `passphrase` does not open it.
 */
export function loadAuthority(certificate: string, privateKey: string, passphrase?: string): Authority {
  const facts = readCertificate(certificate);
  if (!facts.isAuthority) throw new Error('the certificate is not an authority (basicConstraints lacks CA:TRUE)');
  const key = createPrivateKey({ key: privateKey, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  if (!facts.x509.checkPrivateKey(key)) throw new Error("the private key does not belong to the authority's certificate");
  return {
    certificatePem: firstPemBlock(certificate, 'CERTIFICATE'),
    privateKeyPem: privateKeyPem(key),
    key,
    certificate: facts,
  };
}
