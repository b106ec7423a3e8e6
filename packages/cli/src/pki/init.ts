import { chmod, mkdir, rm } from 'node:fs/promises';
import { type Authority, createAuthority } from '@koji/common/pki/authority';
import type { KeyKind } from '@koji/common/pki/key-kinds';
import { randomSerial } from '@koji/common/pki/serial';
import type { AuthorityPaths } from './authority-paths.ts';
import { withLock } from './directory-lock.ts';
import { writeCounter } from './ledger.ts';
import { readPassphrase } from './open-authority.ts';
import type { PkiOutput } from './run.ts';
import { sslConfig } from './ssl-config.ts';
import { type SubjectFlags, subjectParts } from './subject-parts.ts';
import { exists, PUBLIC, refuseOverwrite, replaceFile, SECRET } from './write-file.ts';

export interface InitOptions extends SubjectFlags {
  readonly commonName: string;
  readonly days?: number;
  readonly keyType: KeyKind;
  readonly force: boolean;
  readonly caName: string;
  readonly caPasswordFile?: string;
}

/** Makes a new authority and the files around it. */
export async function init(paths: AuthorityPaths, options: InitOptions, { out }: PkiOutput): Promise<void> {
  await makeDirectories(paths);
  await withLock(paths.lock, async () => {
    await refuseOverwrite([paths.caCertificate, paths.caKey, paths.index], options.force);
    const passphrase = await readPassphrase(options);
    const authority = await createAuthority({
      commonName: options.commonName,
      subject: subjectParts(options),
      keyKind: options.keyType,
      ...(options.days === undefined ? {} : { days: options.days }),
    });
    await replaceFile(paths.caKey, keyText(authority, passphrase), SECRET);
    await replaceFile(paths.caCertificate, authority.certificatePem, PUBLIC);
    await replaceFile(paths.index, '', PUBLIC);
    // A former authority's list would make servers refuse everyone.
    await rm(paths.crl, { force: true });
    await writeCounter(paths.serial, randomSerial());
    await completeDirectory(paths, options.caName);
    out(`authority ${options.commonName}, valid until ${authority.certificate.validTo.toISOString().slice(0, 10)}`);
    out(`certificate ${paths.caCertificate}`);
    out(`private key ${paths.caKey}`);
  });
}

/** Makes the directories; only their owner may enter the one with the authority's key. */
export async function makeDirectories(paths: AuthorityPaths): Promise<void> {
  try {
    await mkdir(paths.certificatesDir, { recursive: true });
    await mkdir(paths.privateDir, { recursive: true, mode: 0o700 });
    await chmod(paths.privateDir, 0o700);
  } catch (cause) {
    throw new Error(`cannot prepare ${paths.dir}`, { cause });
  }
}

/** Adds the files that openssl and koji-pki keep beside the index, where they are missing. */
export async function completeDirectory(paths: AuthorityPaths, caName: string): Promise<void> {
  const additions = [
    // A renewed certificate has the same subject as the one that is still in use.
    [paths.indexAttributes, 'unique_subject = no\n'],
    [paths.crlNumber, '01\n'],
    [paths.sslConfig, sslConfig(caName)],
  ] as const;
  for (const [path, contents] of additions) {
    if (!(await exists(path))) await replaceFile(path, contents, PUBLIC);
  }
}

function keyText(authority: Authority, passphrase: string | undefined): string {
  if (passphrase === undefined) return authority.privateKeyPem;
  return authority.key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string;
}
