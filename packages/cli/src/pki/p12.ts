import { createPrivateKey, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { firstPemBlock } from '@koji/common/pki/pem';
import { toPkcs12 } from '@koji/common/pki/pkcs12';
import { type AuthorityPaths, certificateFiles } from './authority-paths.ts';
import { readSecret } from './open-authority.ts';
import type { PkiOutput } from './run.ts';
import { exists, refuseOverwrite, replaceFile, SECRET } from './write-file.ts';

export interface PasswordOptions {
  /** File with the password, `-` for standard input; left out, a password is made up and shown. */
  readonly passwordFile?: string;
  /** 3DES and SHA-1, for key stores that know nothing newer. */
  readonly legacy?: boolean;
}

/** The `p12` command. */
export async function p12(
  paths: AuthorityPaths,
  name: string,
  options: PasswordOptions & { readonly force: boolean },
  output: PkiOutput,
): Promise<void> {
  await refuseOverwrite([certificateFiles(paths, name).browser], options.force);
  await writeBrowserFile(paths, name, options, output);
}

/** Packs certificate, key and the authority's certificate into NAME_browser_cert.p12. */
export async function writeBrowserFile(
  paths: AuthorityPaths,
  name: string,
  options: PasswordOptions,
  { out }: PkiOutput,
): Promise<void> {
  const files = certificateFiles(paths, name);
  if (!(await exists(files.certificate))) throw new Error(`no certificate called ${name}: ${files.certificate} is missing`);
  const certificatePem = firstPemBlock(await readFile(files.certificate, 'utf8'), 'CERTIFICATE');
  const authority = firstPemBlock(await readFile(paths.caCertificate, 'utf8'), 'CERTIFICATE');
  const key = createPrivateKey(await readFile(files.key, 'utf8'));
  const password =
    options.passwordFile === undefined ? randomBytes(12).toString('base64url') : await readSecret(options.passwordFile);
  const packed = toPkcs12(
    { certificatePem, key },
    { password, friendlyName: `${name} (Koji)`, chain: [authority], encryption: options.legacy ? 'legacy' : 'modern' },
  );
  await replaceFile(files.browser, packed, SECRET);
  out(`wrote ${files.browser}`);
  if (options.passwordFile === undefined) out(`its password is ${password}`);
}
