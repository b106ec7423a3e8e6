import type { CertificateUsage } from '@koji/common/pki/extensions';
import type { KeyKind } from '@koji/common/pki/key-kinds';
import { type AuthorityPaths, certificateFiles } from './authority-paths.ts';
import { withLock } from './directory-lock.ts';
import { issueToDirectory } from './issue-to-directory.ts';
import { openAuthority, readPassphrase } from './open-authority.ts';
import { type PasswordOptions, writeBrowserFile } from './p12.ts';
import type { PkiOutput } from './run.ts';
import { inheritedParts, type SubjectFlags } from './subject-parts.ts';
import { refuseOverwrite } from './write-file.ts';

export interface IssueFlags extends SubjectFlags, PasswordOptions {
  readonly days?: number;
  readonly keyType: KeyKind;
  readonly force: boolean;
  readonly caPasswordFile?: string;
  /** Make the browser's file as well. */
  readonly p12?: boolean;
}

export interface Wanted {
  /** First part of the file names. */
  readonly name: string;
  readonly commonName: string;
  readonly usage: CertificateUsage;
  readonly sans: readonly string[];
}

/** Issues a new certificate and says which files it wrote. */
export async function issue(paths: AuthorityPaths, wanted: Wanted, flags: IssueFlags, output: PkiOutput): Promise<void> {
  const authority = await openAuthority(paths, await readPassphrase(flags));
  await withLock(paths.lock, async () => {
    const files = certificateFiles(paths, wanted.name);
    await refuseOverwrite([files.certificate, files.key, files.bundle, ...(flags.p12 ? [files.browser] : [])], flags.force);
    const { certificate } = await issueToDirectory(paths, authority, wanted.name, {
      commonName: wanted.commonName,
      subject: inheritedParts(authority, flags),
      usage: wanted.usage,
      sans: wanted.sans,
      keyKind: flags.keyType,
      ...(flags.days === undefined ? {} : { days: flags.days }),
    });
    output.out(
      `${wanted.commonName}: serial ${certificate.serial}, valid until ${certificate.validTo.toISOString().slice(0, 10)}`,
    );
    output.out(`subject ${certificate.x509.subject.replaceAll('\n', ', ')}`);
    for (const path of [files.certificate, files.key, files.bundle]) output.out(`wrote ${path}`);
    if (flags.p12) await writeBrowserFile(paths, wanted.name, flags, output);
  });
}
