import { mkdir, rm } from 'node:fs/promises';
import type { Authority } from '@koji/common/pki/authority';
import { type IssuedCertificate, type IssueOptions, issueCertificate } from '@koji/common/pki/issue';
import { oneLineName, subjectOf } from '@koji/common/pki/name';
import { pemBundle } from '@koji/common/pki/pem';
import { type AuthorityPaths, type CertificateFiles, certificateFiles, serialFile } from './authority-paths.ts';
import { entryFor, readIndex, refuseRepeatedSubject, takeSerial, writeIndex } from './ledger.ts';
import { PUBLIC, replaceFile, SECRET } from './write-file.ts';

/** Issues a certificate, puts it on record and writes NAME.crt, NAME.key and NAME.pem. The caller holds the lock. */
export async function issueToDirectory(
  paths: AuthorityPaths,
  authority: Authority,
  name: string,
  options: IssueOptions,
): Promise<IssuedCertificate> {
  const index = await readIndex(paths);
  await refuseRepeatedSubject(paths, index, oneLineName(options.wholeSubject ?? subjectOf(options.commonName, options.subject)));
  const serial = await takeSerial(paths, index);
  const issued = await issueCertificate(authority, { ...options, serial });
  // On record before it is in anyone's hands: a certificate that is not on record could not be revoked.
  await writeIndex(paths, [...index, entryFor(issued.certificate)]);
  await writeCertificate(paths, certificateFiles(paths, name), issued);
  return issued;
}

async function writeCertificate(paths: AuthorityPaths, files: CertificateFiles, issued: IssuedCertificate): Promise<void> {
  await mkdir(paths.certificatesDir, { recursive: true });
  await replaceFile(serialFile(paths, issued.certificate.serial), issued.certificatePem, PUBLIC);
  await replaceFile(files.key, issued.privateKeyPem, SECRET);
  await replaceFile(files.certificate, issued.certificatePem, PUBLIC);
  await replaceFile(files.bundle, pemBundle(issued), SECRET);
  // A browser file made from the former certificate would be mistaken for the new one.
  await rm(files.browser, { force: true });
}
