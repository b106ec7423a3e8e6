import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import { ConfigError } from '../config/options.ts';
import { pemBlocks } from '../pki/pem.ts';

/** A setting and the PEM file it names. */
export interface NamedFile {
  readonly setting: string;
  readonly path: string;
}

/** The files of a TLS server. */
export interface TlsFiles {
  /** The server's certificate, and those between it and the authority that clients know. */
  readonly certificate: NamedFile;
  readonly key: NamedFile;
  /** The authorities of clients; with it, clients are asked for a certificate. */
  readonly authorities?: NamedFile | undefined;
  /** A list of what is revoked from each authority. */
  readonly revocations?: NamedFile | undefined;
}

/** What stands in the files, for `tls.createSecureContext`. */
export type TlsMaterial = Required<Pick<SecureContextOptions, 'cert' | 'key'>> & {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly crl?: string[];
};

/** Reads the files; throws a ConfigError that names setting and file where one cannot be used. */
export async function readTlsMaterial({ certificate, key, authorities, revocations }: TlsFiles): Promise<TlsMaterial> {
  return {
    cert: await readBlocks(certificate, 'CERTIFICATE'),
    key: await readNamed(key),
    ...(authorities ? { ca: await readBlocks(authorities, 'CERTIFICATE') } : {}),
    // Node takes one list from each text and leaves the others.
    ...(revocations ? { crl: pemBlocks(await readBlocks(revocations, 'X509 CRL'), 'X509 CRL') } : {}),
  };
}

async function readBlocks(file: NamedFile, label: string): Promise<string> {
  const blocks = pemBlocks(await readNamed(file), label);
  if (blocks.length === 0) throw new ConfigError(`${file.setting}: there is no ${label} in ${file.path}`);
  return blocks.join('');
}

async function readNamed({ setting, path }: NamedFile): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${setting}: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}
