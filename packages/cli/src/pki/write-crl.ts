import type { Authority } from '@koji/common/pki/authority';
import { createCrl, type Revocation } from '@koji/common/pki/crl';
import type { IndexEntry } from '@koji/common/pki/index-file';
import { REVOCATION_REASONS, type RevocationReason } from '@koji/common/pki/revocation-reasons';
import { nextSerial } from '@koji/common/pki/serial';
import type { AuthorityPaths } from './authority-paths.ts';
import { withLock } from './directory-lock.ts';
import { readCounter, readIndex, writeCounter } from './ledger.ts';
import { openAuthority, readPassphrase } from './open-authority.ts';
import type { PkiOutput } from './run.ts';
import { exists, PUBLIC, replaceFile } from './write-file.ts';

export interface CrlFlags {
  /** Days until the list must be replaced. */
  readonly days?: number;
}

const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;

/** The `crl` command. */
export async function crl(
  paths: AuthorityPaths,
  options: CrlFlags & { readonly caPasswordFile?: string },
  { out }: PkiOutput,
): Promise<void> {
  const authority = await openAuthority(paths, await readPassphrase(options));
  await withLock(paths.lock, async () => {
    const { path, nextUpdate } = await writeCrl(paths, authority, options);
    out(`wrote ${path}, to be replaced before ${nextUpdate.toISOString().slice(0, 10)}`);
  });
}

/** Writes crl.pem from the index and moves crlnumber on. The caller holds the lock. */
export async function writeCrl(
  paths: AuthorityPaths,
  authority: Authority,
  { days = DEFAULT_DAYS }: CrlFlags,
): Promise<{ path: string; nextUpdate: Date }> {
  const number = (await exists(paths.crlNumber)) ? await readCounter(paths.crlNumber) : '01';
  const revoked = (await readIndex(paths)).flatMap(revocationOf);
  const nextUpdate = new Date(Date.now() + days * DAY_MS);
  const pem = createCrl(authority, { revoked, number, days });
  // The number moves on first: a list that was not written leaves a gap, and no two lists share a number.
  await writeCounter(paths.crlNumber, nextSerial(number));
  await replaceFile(paths.crl, pem, PUBLIC);
  return { path: paths.crl, nextUpdate };
}

function revocationOf(entry: IndexEntry): Revocation[] {
  if (entry.status !== 'R' || !entry.revokedAt) return [];
  const reason = reasonOf(entry.reason);
  return [{ serial: entry.serial, at: entry.revokedAt, ...(reason ? { reason } : {}) }];
}

/** OpenSSL records some reasons with an argument: `holdInstruction,<oid>`, `keyTime,<date>`, `CAkeyTime,<date>`. */
function reasonOf(recorded: string | undefined): RevocationReason | undefined {
  if (recorded === undefined) return undefined;
  const word = recorded.split(',', 1)[0]!;
  const special: Readonly<Record<string, RevocationReason>> = {
    holdInstruction: 'certificateHold',
    keyTime: 'keyCompromise',
    CAkeyTime: 'CACompromise',
  };
  const reason = special[word] ?? (Object.keys(REVOCATION_REASONS) as RevocationReason[]).find((known) => known === word);
  if (!reason) throw new Error(`unknown reason for a revocation in the index: ${recorded}`);
  return reason;
}
