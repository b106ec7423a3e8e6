import { createHash, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { bits, childrenOf, contentsOf, type Der, fromBytes, nothing, oid, sequence, toBytes } from './der.ts';
import type { KeyKind } from './key-kinds.ts';

const generate = promisify(generateKeyPair);

/** Makes a private key off the event loop. */
export async function generatePrivateKey(kind: KeyKind): Promise<KeyObject> {
  if (kind === 'p256') return (await generate('ec', { namedCurve: 'prime256v1' })).privateKey;
  return (await generate('rsa', { modulusLength: Number(kind.slice(3)) })).privateKey;
}

/** The key as unencrypted PKCS#8 PEM. */
export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

export function publicKeyInfo(publicKey: KeyObject): Der {
  return fromBytes(publicKey.export({ type: 'spki', format: 'der' }));
}

/** SHA-1 of the public key's bits: the subject key identifier of RFC 5280 4.2.1.2, the same one OpenSSL writes. */
export function keyIdentifier(info: Der): Buffer {
  const [, bitString] = childrenOf(info);
  return createHash('sha1').update(contentsOf(bitString!).subarray(1)).digest();
}

/** The AlgorithmIdentifier of signatures made with this key; throws for kinds other than RSA and EC. */
export function signatureAlgorithm(key: KeyObject): Der {
  if (key.asymmetricKeyType === 'rsa') return sequence(oid('1.2.840.113549.1.1.11'), nothing());
  if (key.asymmetricKeyType === 'ec') return sequence(oid('1.2.840.10045.4.3.2'));
  throw new TypeError(`cannot sign with a ${key.asymmetricKeyType} key: RSA or EC is required`);
}

/** Signs a to-be-signed structure with SHA-256 and returns the whole of it: SEQUENCE { body, algorithm, signature }. */
export function signStructure(body: Der, key: KeyObject): Buffer {
  return toBytes(sequence(body, signatureAlgorithm(key), bits(sign('sha256', toBytes(body), key))));
}
