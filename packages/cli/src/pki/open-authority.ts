import { readFile } from 'node:fs/promises';
import { type Authority, loadAuthority } from '@koji/common/pki/authority';
import type { AuthorityPaths } from './authority-paths.ts';
import { exists } from './write-file.ts';

/** Loads the authority of a directory; `passphrase` opens an encrypted key. Errors name the file and what to run. */
export async function openAuthority(paths: AuthorityPaths, passphrase: string | undefined): Promise<Authority> {
  if (!(await exists(paths.caCertificate))) {
    throw new Error(`no certificate authority in ${paths.dir}: ${paths.caCertificate} is missing (koji-pki init makes one)`);
  }
  const certificate = await readFile(paths.caCertificate, 'utf8');
  const key = await readFile(paths.caKey, 'utf8');
  if (passphrase === undefined && key.includes('ENCRYPTED')) {
    throw new Error(`${paths.caKey} is encrypted: give its passphrase with --ca-password-file`);
  }
  try {
    return loadAuthority(certificate, key, passphrase);
  } catch (cause) {
    throw new Error(`cannot use the authority in ${paths.dir}`, { cause });
  }
}

/** The passphrase of the authority's key from the file given with `--ca-password-file`, if it was. */
export async function readPassphrase({ caPasswordFile }: { readonly caPasswordFile?: string }): Promise<string | undefined> {
  return caPasswordFile === undefined ? undefined : readSecret(caPasswordFile);
}

/** The first line of a file, or of standard input for `-`; throws where it is empty. */
export async function readSecret(file: string): Promise<string> {
  const text = file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  const secret = text.split(/\r?\n/, 1)[0]!;
  if (secret === '') throw new Error(`no password in ${file === '-' ? 'standard input' : file}`);
  return secret;
}

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}
