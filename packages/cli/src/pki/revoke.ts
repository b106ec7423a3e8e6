import type { CertificateFacts } from '@koji/common/pki/certificate';
import type { RevocationReason } from '@koji/common/pki/revocation-reasons';
import { normalSerial } from '@koji/common/pki/serial';
import type { AuthorityPaths } from './authority-paths.ts';
import { withLock } from './directory-lock.ts';
import { namedCertificate } from './find-certificates.ts';
import { entryFor, readIndex, writeIndex } from './ledger.ts';
import { openAuthority, readPassphrase } from './open-authority.ts';
import type { PkiOutput } from './run.ts';
import { writeCrl } from './write-crl.ts';

export interface RevokeOptions {
  readonly reason?: RevocationReason;
  /** NAME is a serial number on record instead. */
  readonly serial?: boolean;
  readonly days?: number;
  readonly caPasswordFile?: string;
}

/** Revokes the certificate called NAME and writes a new revocation list. */
export async function revoke(paths: AuthorityPaths, name: string, options: RevokeOptions, { out }: PkiOutput): Promise<void> {
  const authority = await openAuthority(paths, await readPassphrase(options));
  await withLock(paths.lock, async () => {
    if (options.serial) await revokeSerial(paths, normalSerial(name), options.reason);
    else {
      const certificate = await namedCertificate(paths, name);
      if (!certificate.x509.verify(authority.certificate.x509.publicKey)) {
        throw new Error(`the certificate called ${name} was not issued by this authority`);
      }
      await revokeOnRecord(paths, certificate, options.reason);
    }
    const crl = await writeCrl(paths, authority, options);
    out(`revoked ${name}`);
    out(`wrote ${crl.path}, to be replaced before ${crl.nextUpdate.toISOString().slice(0, 10)}`);
  });
}

/** Marks a certificate in the index as revoked, adding it where it was not on record. */
export async function revokeOnRecord(
  paths: AuthorityPaths,
  certificate: CertificateFacts,
  reason?: RevocationReason,
): Promise<void> {
  const index = await readIndex(paths);
  const known = index.some((entry) => entry.serial === certificate.serial);
  if (!known) await writeIndex(paths, [...index, entryFor(certificate)]);
  await revokeSerial(paths, certificate.serial, reason);
}

async function revokeSerial(paths: AuthorityPaths, serial: string, reason?: RevocationReason): Promise<void> {
  const index = await readIndex(paths);
  const entry = index.find((each) => each.serial === serial);
  if (!entry) throw new Error(`no certificate with serial number ${serial} on record in ${paths.index}`);
  if (entry.revokedAt) throw new Error(`serial number ${serial} is revoked already, since ${entry.revokedAt.toISOString()}`);
  const revoked = { ...entry, status: 'R' as const, revokedAt: new Date(), ...(reason === undefined ? {} : { reason }) };
  await writeIndex(
    paths,
    index.map((each) => (each === entry ? revoked : each)),
  );
}
