import { chmod, copyFile, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Authority, loadAuthority } from '@koji/common/pki/authority';
import { nextSerial, randomSerial } from '@koji/common/pki/serial';
import { type AuthorityPaths, authorityPaths } from './authority-paths.ts';
import { withLock } from './directory-lock.ts';
import { type NamedCertificate, namedCertificates } from './find-certificates.ts';
import { completeDirectory, makeDirectories } from './init.ts';
import { demandsUniqueSubjects, entryFor, readCounter, readIndex, writeCounter, writeIndex } from './ledger.ts';
import { openAuthority, readPassphrase } from './open-authority.ts';
import type { PkiOutput } from './run.ts';
import { weakSignatures } from './weak-signatures.ts';
import { exists, PUBLIC, refuseOverwrite, replaceFile, SECRET } from './write-file.ts';

export interface ImportOptions {
  readonly caCert?: string;
  readonly caKey?: string;
  readonly force: boolean;
  readonly caName: string;
  readonly caPasswordFile?: string;
}

/** Takes over an authority: from another directory, from two files, or the one lying in the directory already. */
export async function importAuthority(
  paths: AuthorityPaths,
  from: string | undefined,
  options: ImportOptions,
  output: PkiOutput,
): Promise<void> {
  const passphrase = await readPassphrase(options);
  await makeDirectories(paths);
  await withLock(paths.lock, async () => {
    if (options.caCert !== undefined) await copyPair(paths, options, passphrase);
    if (from !== undefined) await copyDirectory(paths, from, options, passphrase);
    const authority = await openAuthority(paths, passphrase);
    await adopt(paths, authority, options.caName, output);
  });
}

async function copyPair(paths: AuthorityPaths, { caCert, caKey, force }: ImportOptions, passphrase?: string): Promise<void> {
  await refuseOverwrite([paths.caCertificate, paths.caKey], force);
  const [certificate, key] = [await readFile(caCert!, 'utf8'), await readFile(caKey!, 'utf8')];
  try {
    loadAuthority(certificate, key, passphrase);
  } catch (cause) {
    throw new Error(`cannot use ${caCert} with ${caKey}`, { cause });
  }
  await replaceFile(paths.caCertificate, certificate, PUBLIC);
  await replaceFile(paths.caKey, key, SECRET);
}

async function copyDirectory(paths: AuthorityPaths, from: string, options: ImportOptions, passphrase?: string): Promise<void> {
  const source = authorityPaths(from, options.caName);
  await openAuthority(source, passphrase);
  const files = [
    ...['.', 'certs', 'newcerts'].map((folder) => ({
      folder,
      wanted: /\.(pem|crt|key|csr|p12|cnf)$|^(index\.txt(\.attr)?|serial|crlnumber)$/,
    })),
    { folder: 'private', wanted: /./ },
  ];
  const found: string[] = [];
  for (const { folder, wanted } of files) {
    if (!(await exists(join(from, folder)))) continue;
    for (const entry of await readdir(join(from, folder), { withFileTypes: true })) {
      if (entry.isFile() && wanted.test(entry.name)) found.push(join(folder, entry.name));
    }
  }
  await refuseOverwrite(
    found.map((file) => join(paths.dir, file)),
    options.force,
  );
  for (const file of found) {
    await mkdir(dirname(join(paths.dir, file)), { recursive: true });
    await copyFile(join(from, file), join(paths.dir, file));
  }
}

/** Adds what is missing, closes what was open to others, and says what an operator should know. */
async function adopt(paths: AuthorityPaths, authority: Authority, caName: string, { out }: PkiOutput): Promise<void> {
  // OpenSSL writes "yes" by itself, for want of a choice; a renewed certificate shares its subject with the one it succeeds.
  if ((await exists(paths.indexAttributes)) && (await demandsUniqueSubjects(paths))) {
    await replaceFile(paths.indexAttributes, 'unique_subject = no\n', PUBLIC);
    out(`${paths.indexAttributes} now says unique_subject = no`);
  }
  await completeDirectory(paths, caName);
  const closed = await closeSecrets(paths);
  const issued = (await namedCertificates(paths)).filter(({ certificate }) =>
    certificate.x509.verify(authority.certificate.x509.publicKey),
  );
  const added = await recordUnknown(paths, issued);
  const { subject, validTo } = authority.certificate.x509;
  out(`authority ${subject.replaceAll('\n', ', ')}, valid until ${new Date(validTo).toISOString().slice(0, 10)}`);
  out(`${(await readIndex(paths)).length} certificates on record, ${added} of them newly added`);
  for (const path of closed) out(`${path} was readable by others and is no longer`);
  for (const { name, certificate } of issued) {
    const weakness = weakSignatures.get(certificate.signatureOid);
    if (weakness) out(`${name} is signed with ${weakness}, which TLS refuses today (koji-pki renew ${name})`);
  }
}

/** Puts certificates on record that are not, and moves the serial number beyond all that were ever used. */
async function recordUnknown(paths: AuthorityPaths, issued: readonly NamedCertificate[]): Promise<number> {
  const index = await readIndex(paths);
  const known = new Set(index.map((entry) => entry.serial));
  const unknown = new Map(issued.map(({ certificate }) => [certificate.serial, certificate]));
  const added = [...unknown.values()].filter(({ serial }) => !known.has(serial)).map((certificate) => entryFor(certificate));
  await writeIndex(paths, [...index, ...added]);

  const highest = [...index, ...added].reduce((most, { serial }) => (value(serial) > most ? value(serial) : most), -1n);
  const after = highest < 0n ? randomSerial() : nextSerial(highest.toString(16));
  const counter = (await exists(paths.serial)) ? await readCounter(paths.serial) : after;
  await writeCounter(paths.serial, value(counter) > highest ? counter : after);
  return added.length;
}

function value(serial: string): bigint {
  return BigInt(`0x${serial}`);
}

/** Takes access away that others have to private keys, and the group too for the authority's own; returns those files. */
async function closeSecrets(paths: AuthorityPaths): Promise<string[]> {
  const closed: string[] = [];
  for (const [folder, excess] of [
    [paths.dir, 0o007],
    [paths.certificatesDir, 0o007],
    [paths.privateDir, 0o077],
  ] as const) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (!entry.isFile() || !/\.(pem|key|p12)$/.test(entry.name)) continue;
      const { mode } = await stat(path);
      if ((mode & excess) === 0 || !(await holdsKey(path))) continue;
      await chmod(path, mode & 0o777 & ~excess);
      closed.push(path);
    }
  }
  return closed;
}

async function holdsKey(path: string): Promise<boolean> {
  return path.endsWith('.p12') || (await readFile(path, 'latin1')).includes('PRIVATE KEY-----');
}
