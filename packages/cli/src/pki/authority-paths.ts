import { join } from 'node:path';

/** Where everything of one authority lies. The layout is the one of Koji's set-up guide, so `openssl ca` works in it too. */
export interface AuthorityPaths {
  readonly dir: string;
  readonly caCertificate: string;
  readonly caKey: string;
  readonly privateDir: string;
  readonly certificatesDir: string;
  readonly index: string;
  readonly indexAttributes: string;
  readonly serial: string;
  readonly crl: string;
  readonly crlNumber: string;
  readonly sslConfig: string;
  readonly lock: string;
}

/** The four files of one issued certificate. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  /** Certificate and key together, for Koji's `cert` options. */
  readonly bundle: string;
  readonly browser: string;
}

/** `caName` is the guide's `caname`: the first part of the authority's file names. */
export function authorityPaths(dir: string, caName: string): AuthorityPaths {
  return {
    dir,
    caCertificate: join(dir, `${caName}_ca_cert.crt`),
    caKey: join(dir, 'private', `${caName}_ca_cert.key`),
    privateDir: join(dir, 'private'),
    certificatesDir: join(dir, 'certs'),
    index: join(dir, 'index.txt'),
    indexAttributes: join(dir, 'index.txt.attr'),
    serial: join(dir, 'serial'),
    crl: join(dir, 'crl.pem'),
    crlNumber: join(dir, 'crlnumber'),
    sslConfig: join(dir, 'ssl.cnf'),
    lock: join(dir, '.koji-pki.lock'),
  };
}

/** Files of the certificate called `name`, which `certificateName` must have passed. */
export function certificateFiles(paths: AuthorityPaths, name: string): CertificateFiles {
  return {
    certificate: join(paths.certificatesDir, `${name}.crt`),
    key: join(paths.certificatesDir, `${name}.key`),
    bundle: join(paths.dir, `${name}.pem`),
    browser: join(paths.certificatesDir, `${name}_browser_cert.p12`),
  };
}

/** The copy that keeps every issued certificate under its serial number, as `openssl ca -outdir certs` does. */
export function serialFile(paths: AuthorityPaths, serial: string): string {
  return join(paths.certificatesDir, `${serial}.pem`);
}

/** Whether a name can name files inside the directory: no path, nothing hidden, not the name of one of the authority's own files. */
export function isCertificateName(name: string): boolean {
  return /^[^./\\*?\s\p{Cc}-][^/\\\p{Cc}]*$/u.test(name) && name !== 'crl' && Buffer.byteLength(name) <= 200;
}
