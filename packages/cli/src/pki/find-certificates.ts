import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CertificateFacts, readCertificate } from '@koji/common/pki/certificate';
import { type AuthorityPaths, certificateFiles } from './authority-paths.ts';
import { exists } from './write-file.ts';

export interface NamedCertificate {
  readonly name: string;
  readonly certificate: CertificateFacts;
}

/** The certificate called NAME; throws where its file is missing or unreadable. */
export async function namedCertificate(paths: AuthorityPaths, name: string): Promise<CertificateFacts> {
  const path = certificateFiles(paths, name).certificate;
  if (!(await exists(path))) throw new Error(`no certificate called ${name}: ${path} is missing`);
  try {
    return readCertificate(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Error(`cannot read the certificate ${path}`, { cause });
  }
}

/** Every certs/NAME.crt, by name. An empty file, which a failed `openssl ca` leaves behind, is passed over. */
export async function namedCertificates(paths: AuthorityPaths): Promise<NamedCertificate[]> {
  if (!(await exists(paths.certificatesDir))) return [];
  const names = (await readdir(paths.certificatesDir)).filter((file) => file.endsWith('.crt')).map((file) => file.slice(0, -4));
  const found: NamedCertificate[] = [];
  for (const name of names.sort()) {
    const text = await readFile(join(paths.certificatesDir, `${name}.crt`), 'utf8');
    if (text.trim() !== '') found.push({ name, certificate: await namedCertificate(paths, name) });
  }
  return found;
}
