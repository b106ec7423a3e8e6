import { readFile } from 'node:fs/promises';
import type { CertificateFacts } from '@koji/common/pki/certificate';
import { formatIndex, type IndexEntry, parseIndex } from '@koji/common/pki/index-file';
import { oneLineName } from '@koji/common/pki/name';
import { nextSerial, normalSerial } from '@koji/common/pki/serial';
import type { AuthorityPaths } from './authority-paths.ts';
import { exists, PUBLIC, replaceFile } from './write-file.ts';

/** The certificates on record in `index.txt`; none where the file is missing. V entries that have run out become E. */
export async function readIndex(paths: AuthorityPaths, now = new Date()): Promise<IndexEntry[]> {
  if (!(await exists(paths.index))) return [];
  const text = await readFile(paths.index, 'utf8');
  try {
    return parseIndex(text).map((entry) => (entry.status === 'V' && entry.expiresAt <= now ? { ...entry, status: 'E' } : entry));
  } catch (cause) {
    throw new Error(`cannot read ${paths.index}`, { cause });
  }
}

export async function writeIndex(paths: AuthorityPaths, entries: readonly IndexEntry[]): Promise<void> {
  await replaceFile(paths.index, formatIndex(entries), PUBLIC);
}

/** The entry that puts a certificate on record. */
export function entryFor(certificate: CertificateFacts, now = new Date()): IndexEntry {
  return {
    status: certificate.validTo <= now ? 'E' : 'V',
    expiresAt: certificate.validTo,
    serial: certificate.serial,
    file: 'unknown',
    subject: oneLineName(certificate.subject),
  };
}

/** Takes the next serial number and moves the counter on, so that a later failure leaves a gap and never a repetition. */
export async function takeSerial(paths: AuthorityPaths, index: readonly IndexEntry[]): Promise<string> {
  const serial = await readCounter(paths.serial);
  if (index.some((entry) => entry.serial === serial)) {
    throw new Error(`${paths.serial} says ${serial}, which ${paths.index} has as issued already (koji-pki import repairs this)`);
  }
  await writeCounter(paths.serial, nextSerial(serial));
  return serial;
}

/** A counter file of OpenSSL: one hexadecimal number. */
export async function readCounter(path: string): Promise<string> {
  try {
    return normalSerial(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Error(`cannot read ${path}`, { cause });
  }
}

export async function writeCounter(path: string, value: string): Promise<void> {
  await replaceFile(path, `${value}\n`, PUBLIC);
}

/** Whether the authority allows one valid certificate a subject only; OpenSSL's default where `index.txt.attr` does not say. */
export async function demandsUniqueSubjects(paths: AuthorityPaths): Promise<boolean> {
  if (!(await exists(paths.indexAttributes))) return true;
  const setting = /^\s*unique_subject\s*=\s*(\S+)/m.exec(await readFile(paths.indexAttributes, 'utf8'));
  return !setting || !/^[nf0]/i.test(setting[1]!);
}

/** Throws where issuing to this subject would make OpenSSL refuse the index. */
export async function refuseRepeatedSubject(paths: AuthorityPaths, index: readonly IndexEntry[], subject: string): Promise<void> {
  const other = index.find((entry) => entry.status === 'V' && entry.subject === subject);
  if (!other || !(await demandsUniqueSubjects(paths))) return;
  throw new Error(
    `${subject} has a valid certificate already (serial ${other.serial}): revoke it, or set unique_subject = no in ${paths.indexAttributes}`,
  );
}
