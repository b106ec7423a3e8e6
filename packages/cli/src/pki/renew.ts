import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CertificateFacts } from '@koji/common/pki/certificate';
import type { KeyKind } from '@koji/common/pki/key-kinds';
import { commonNameOf, oneLineName } from '@koji/common/pki/name';
import { type AuthorityPaths, certificateFiles } from './authority-paths.ts';
import { withLock } from './directory-lock.ts';
import { namedCertificate } from './find-certificates.ts';
import { issueToDirectory } from './issue-to-directory.ts';
import { demandsUniqueSubjects } from './ledger.ts';
import { openAuthority, readPassphrase } from './open-authority.ts';
import { revokeOnRecord } from './revoke.ts';
import type { PkiOutput } from './run.ts';
import { writeCrl } from './write-crl.ts';
import { exists } from './write-file.ts';

export interface RenewOptions {
  readonly days?: number;
  readonly keyType: KeyKind;
  readonly sameKey?: boolean;
  /** Further names; the certificate's own are kept. */
  readonly san: readonly string[];
  /** Revoke the old certificate at once. */
  readonly supersede?: boolean;
  readonly caPasswordFile?: string;
}

/** Issues a successor with the same subject, names and purpose, and puts it in the place of the old files. */
export async function renew(paths: AuthorityPaths, name: string, options: RenewOptions, { out }: PkiOutput): Promise<void> {
  const authority = await openAuthority(paths, await readPassphrase(options));
  await withLock(paths.lock, async () => {
    const files = certificateFiles(paths, name);
    const old = await namedCertificate(paths, name);
    const commonName = commonNameOf(old.subject);
    if (commonName === undefined) throw new Error(`${files.certificate} has no common name`);
    if (!options.supersede && old.validTo > new Date() && (await demandsUniqueSubjects(paths))) {
      throw new Error(
        `${oneLineName(old.subject)} may have one valid certificate only: use --supersede, or set unique_subject = no in ${paths.indexAttributes}`,
      );
    }
    const hadBrowserFile = await exists(files.browser);
    const key = options.sameKey ? createPrivateKey(await readFile(files.key, 'utf8')) : undefined;
    if (options.supersede) await revokeOnRecord(paths, old, 'superseded');
    const { certificate } = await issueToDirectory(paths, authority, name, {
      commonName,
      wholeSubject: old.subject,
      usage: old.usage,
      sans: [...new Set([...namesToKeep(old, commonName), ...options.san])],
      keyKind: options.keyType,
      ...(key ? { key } : {}),
      ...(options.days === undefined ? {} : { days: options.days }),
    });
    out(`${commonName}: serial ${certificate.serial}, valid until ${certificate.validTo.toISOString().slice(0, 10)}`);
    for (const path of [files.certificate, files.key, files.bundle]) out(`wrote ${path}`);
    if (options.supersede) out(`revoked serial ${old.serial}; wrote ${(await writeCrl(paths, authority, {})).path}`);
    if (hadBrowserFile) out(`removed ${files.browser}, which held the old certificate (koji-pki p12 ${name} makes a new one)`);
  });
}

/** Certificates made by the set-up guide name a server in the common name alone, which TLS clients no longer look at. */
function namesToKeep(old: CertificateFacts, commonName: string): readonly string[] {
  if (old.alternativeNames.length > 0 || old.usage === 'client') return old.alternativeNames;
  return /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(commonName) ? [commonName] : [];
}
