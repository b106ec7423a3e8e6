import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { isErrno } from '@koji/common/missing-files';
import { type CertificateFacts, readCertificate } from '@koji/common/pki/certificate';
import { pemBlocks } from '@koji/common/pki/pem';
import { formatSubject } from '@koji/common/pki/subject';
import { weakSignatures } from '../weak-signatures.ts';
import { Diagnosis } from './diagnosis.ts';

/** `what` says which setting of which file names it. */
export async function readNamedFile(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) throw new Diagnosis(`${what} names ${path}, which does not exist`);
    if (isErrno(error, 'EACCES')) throw new Diagnosis(`${what} names ${path}, which ${userInfo().username} may not read`);
    throw error;
  }
}

interface NamedCertificate {
  readonly path: string;
  readonly keyPath?: string | undefined;
  /** Which setting of which file names it. */
  readonly what: string;
}

/** A certificate with the key that belongs to it. Throws one sentence where it cannot be used. */
export async function checkCertificate({ path, keyPath = path, what }: NamedCertificate): Promise<CertificateFacts> {
  const certificate = readPem(await readNamedFile(path, what), path, what);
  const key = readKey(await readNamedFile(keyPath, what), keyPath, what);
  if (!certificate.x509.checkPrivateKey(key))
    throw new Diagnosis(`the key in ${keyPath} does not belong to the certificate in ${path}`);
  checkSignature(certificate, path);
  return certificate;
}

function readPem(bytes: Buffer, path: string, what: string): CertificateFacts {
  try {
    return readCertificate(bytes);
  } catch (cause) {
    throw new Diagnosis(`${what} names ${path}, in which there is no certificate in PEM`, { cause });
  }
}

function readKey(bytes: Buffer, path: string, what: string): KeyObject {
  try {
    return createPrivateKey(bytes);
  } catch (cause) {
    throw new Diagnosis(`${what} names ${path}, in which there is no private key that can be read`, { cause });
  }
}

/** Throws one sentence for a certificate that does not hold now. */
export function checkDates({ subject, validFrom, validTo }: CertificateFacts, path: string, now = new Date()): void {
  const who = `the certificate ${formatSubject(subject)} in ${path}`;
  if (now > validTo) throw new Diagnosis(`${who} ran out on ${day(validTo)}: koji-pki renew makes a new one`);
  if (now < validFrom)
    throw new Diagnosis(`${who} holds only from ${validFrom.toISOString()} on, and the clock here says ${now.toISOString()}`);
}

function checkSignature({ subject, signatureOid }: CertificateFacts, path: string): void {
  const weak = weakSignatures.get(signatureOid);
  if (weak === undefined) return;
  throw new Diagnosis(
    `the certificate ${formatSubject(subject)} in ${path} is signed with ${weak}, which TLS refuses: koji-pki renew makes a new one`,
  );
}

/** The authorities of a file, of which there may be several. */
export async function readAuthorities(path: string, what: string): Promise<X509Certificate[]> {
  const text = (await readNamedFile(path, what)).toString('latin1');
  const blocks = pemBlocks(text, 'CERTIFICATE');
  if (blocks.length === 0) throw new Diagnosis(`${what} names ${path}, in which there is no certificate in PEM`);
  return blocks.map((block) => new X509Certificate(block));
}

export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
