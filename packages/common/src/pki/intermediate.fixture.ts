import { createPublicKey } from 'node:crypto';
import { type Authority, loadAuthority } from './authority.ts';
import { encodeCertificate } from './encode-certificate.ts';
import { authorityExtensions, authorityKeyIdentifier } from './extensions.ts';
import { generatePrivateKey, keyIdentifier, privateKeyPem, publicKeyInfo } from './keys.ts';
import { encodeName } from './name.ts';
import { randomSerial } from './serial.ts';
import { validityFrom } from './validity.ts';

/** An authority whose certificate another one has signed. */
export async function createIntermediate(issuer: Authority, commonName: string): Promise<Authority> {
  const key = await generatePrivateKey('p256');
  const info = publicKeyInfo(createPublicKey(key));
  const [basic, usage, own] = authorityExtensions(keyIdentifier(info));
  const pem = encodeCertificate(
    {
      serial: randomSerial(),
      issuer: issuer.certificate.subjectDer,
      subject: encodeName([{ type: 'CN', value: commonName }]),
      validity: validityFrom({}, 30),
      publicKey: info,
      extensions: [basic!, usage!, own!, authorityKeyIdentifier(issuer.certificate.keyId!)],
    },
    issuer.key,
  );
  return loadAuthority(pem, privateKeyPem(key));
}
