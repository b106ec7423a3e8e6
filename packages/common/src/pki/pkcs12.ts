import { createCipheriv, createHmac, type KeyObject, pbkdf2Sync, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import {
  type Der,
  integer,
  nothing,
  octets,
  oid,
  STRING_TAGS,
  sequence,
  set,
  tagged,
  taggedBytes,
  text,
  toBytes,
} from './der.ts';

/**
 * `modern`: AES-256-CBC with PBKDF2, SHA-256 throughout, what OpenSSL 3, Firefox, Chromium and Windows since 2019 use;
 * `legacy`: 3DES and SHA-1, for older Windows and for macOS before 15.
 */
export type Pkcs12Encryption = 'modern' | 'legacy';

export interface Pkcs12Options {
  readonly password: string;
  /** The name a browser shows. */
  readonly friendlyName: string;
  /** Further certificates to carry along, PEM; usually the authority's. */
  readonly chain?: readonly string[];
  readonly encryption?: Pkcs12Encryption;
}

const OIDS = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha256: '1.2.840.113549.2.9',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  pbeSha13Des: '1.2.840.113549.1.12.1.3',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
};
const PBKDF2_ROUNDS = 50_000;
// The key derivation of PKCS#12 itself runs in JavaScript; OpenSSL's number of rounds.
const PKCS12_ROUNDS = 2048;
const ENCRYPTION_KEY = 1;
const INITIAL_VECTOR = 2;
const MAC_KEY = 3;

/** Packs a certificate with its key into a password-protected PKCS#12 file (RFC 7292) for a browser or key store. */
export function toPkcs12(issued: { readonly certificatePem: string; readonly key: KeyObject }, options: Pkcs12Options): Buffer {
  const encrypt = options.encryption === 'legacy' ? encryptLegacy : encryptModern;
  const certificate = new X509Certificate(issued.certificatePem);
  const localKeyId = Buffer.from(certificate.fingerprint.replaceAll(':', ''), 'hex');
  const attributes = bagAttributes(options.friendlyName, localKeyId);
  const chain = (options.chain ?? []).map((pem) => certificateBag(new X509Certificate(pem)));
  const certificates = toBytes(sequence(certificateBag(certificate, attributes), ...chain));
  const privateKey = issued.key.export({ type: 'pkcs8', format: 'der' });

  const sealedKey = encrypt(privateKey, options.password);
  const keyBag = sequence(
    oid(OIDS.shroudedKeyBag),
    tagged(0, sequence(sealedKey.algorithm, octets(sealedKey.bytes))),
    attributes,
  );
  const sealed = encrypt(certificates, options.password);
  const encryptedContent = sequence(oid(OIDS.data), sealed.algorithm, taggedBytes(0, sealed.bytes));
  const contents = toBytes(
    sequence(
      sequence(oid(OIDS.encryptedData), tagged(0, sequence(integer(0), encryptedContent))),
      dataContent(toBytes(sequence(keyBag))),
    ),
  );
  return toBytes(sequence(integer(3), dataContent(contents), macOf(contents, options)));
}

function dataContent(bytes: Buffer): Der {
  return sequence(oid(OIDS.data), tagged(0, octets(bytes)));
}

function certificateBag(certificate: X509Certificate, attributes?: Der): Der {
  const value = sequence(oid(OIDS.x509Certificate), tagged(0, octets(certificate.raw)));
  return sequence(oid(OIDS.certificateBag), tagged(0, value), ...(attributes ? [attributes] : []));
}

/** The attributes that tie a key to its certificate, on both bags. */
function bagAttributes(friendlyName: string, localKeyId: Buffer): Der {
  return set(
    sequence(oid(OIDS.localKeyId), set(octets(localKeyId))),
    sequence(oid(OIDS.friendlyName), set(text(STRING_TAGS.bmp, friendlyName))),
  );
}

interface Sealed {
  readonly algorithm: Der;
  readonly bytes: Buffer;
}

function encryptModern(plain: Uint8Array, password: string): Sealed {
  const salt = randomBytes(16);
  const vector = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(password, salt, PBKDF2_ROUNDS, 32, 'sha256'), vector);
  const derivation = sequence(octets(salt), integer(PBKDF2_ROUNDS), sequence(oid(OIDS.hmacSha256), nothing()));
  const algorithm = sequence(
    oid(OIDS.pbes2),
    sequence(sequence(oid(OIDS.pbkdf2), derivation), sequence(oid(OIDS.aes256Cbc), octets(vector))),
  );
  return { algorithm, bytes: Buffer.concat([cipher.update(plain), cipher.final()]) };
}

function encryptLegacy(plain: Uint8Array, password: string): Sealed {
  const salt = randomBytes(8);
  const key = deriveKey(password, salt, ENCRYPTION_KEY, 24, 'sha1');
  const cipher = createCipheriv('des-ede3-cbc', key, deriveKey(password, salt, INITIAL_VECTOR, 8, 'sha1'));
  const algorithm = sequence(oid(OIDS.pbeSha13Des), sequence(octets(salt), integer(PKCS12_ROUNDS)));
  return { algorithm, bytes: Buffer.concat([cipher.update(plain), cipher.final()]) };
}

function macOf(contents: Buffer, { password, encryption }: Pkcs12Options): Der {
  const digest = encryption === 'legacy' ? 'sha1' : 'sha256';
  const salt = randomBytes(8);
  const key = deriveKey(password, salt, MAC_KEY, digest === 'sha1' ? 20 : 32, digest);
  const mac = createHmac(digest, key).update(contents).digest();
  return sequence(sequence(sequence(oid(OIDS[digest]), nothing()), octets(mac)), octets(salt), integer(PKCS12_ROUNDS));
}

function deriveKey(password: string, salt: Buffer, purpose: number, length: number, digest: 'sha1' | 'sha256'): Buffer {
  const saltBytes = forge.util.createBuffer(salt.toString('latin1'));
  const derived = forge.pkcs12.generateKey(password, saltBytes, purpose, PKCS12_ROUNDS, length, forge.md[digest].create());
  return Buffer.from(derived.getBytes(), 'latin1');
}
