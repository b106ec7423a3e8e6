import { lstat } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { fileDigests, startDigests } from '@koji/common/rpm/checksum';
import { splicedRpm } from '@koji/common/rpm/splice-signature';
import type { Build } from '@koji/common/types/build';
import type { Rpm, RpmChecksums } from '@koji/common/types/rpm';
import { CHECKSUM_TYPES } from '@koji/common/types/states';
import { findBuild } from '../builds/queries.ts';
import { requireSession } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { readKeptSignature } from './kept-signature.ts';
import { insertChecksum, listChecksums, listSignatures } from './queries.ts';

export type FileChecksumType = keyof typeof CHECKSUM_TYPES;
export type Checksums = Partial<Record<FileChecksumType, string>>;

/** Throws GenericError for a type that is not kept. */
export function readChecksumTypes(given: readonly string[]): FileChecksumType[] {
  return given.map((type) => {
    if (!isKept(type)) throw new GenericError(`Checksum_type ${type} isn't supported`);
    return type;
  });
}
function isKept(type: string): type is FileChecksumType {
  return Object.hasOwn(CHECKSUM_TYPES, type);
}

export async function recordChecksums(call: Call, rpmId: number, sigkey: string, checksums: Checksums): Promise<void> {
  for (const [type, checksum] of Object.entries(checksums)) {
    if (isKept(type)) await insertChecksum(call.db, rpmId, { sigkey, checksum, checksum_type: CHECKSUM_TYPES[type] });
  }
}

/**
 * Checksums of the whole file for every signature of an rpm. With cacheOnly those not known are null, else worked out and
 * kept, which takes a login.
 */
export async function readChecksums(
  call: Call,
  rpm: Rpm,
  types: readonly FileChecksumType[],
  options: { readonly cacheOnly: boolean },
): Promise<RpmChecksums> {
  const signatures = await listSignatures(call.db, rpm.id);
  const known = await listChecksums(
    call.db,
    rpm.id,
    types.map((type) => CHECKSUM_TYPES[type]),
  );
  const answer: RpmChecksums = {};
  for (const { sigkey } of signatures) {
    const checksums: Record<string, string | null> = {};
    for (const type of types) {
      checksums[type] =
        known.find((row) => row.sigkey === sigkey && row.checksum_type === CHECKSUM_TYPES[type])?.checksum ?? null;
    }
    const missing = types.filter((type) => checksums[type] === null);
    if (missing.length > 0 && !options.cacheOnly) {
      // Reading whole rpms is dear, and what comes of it is kept: not for anybody who happens to come along.
      requireSession(call);
      const computed = await computeChecksums(call, rpm, sigkey, missing);
      await recordChecksums(call, rpm.id, sigkey, computed);
      Object.assign(checksums, computed);
    }
    answer[sigkey] = checksums;
  }
  return answer;
}

async function computeChecksums(call: Call, rpm: Rpm, sigkey: string, types: readonly FileChecksumType[]): Promise<Checksums> {
  const build = orFault(
    rpm.build_id === null ? undefined : await findBuild(call.db, rpm.build_id),
    `Not an internal rpm: ${rpm.id}`,
  );
  const signed = sigkey === '' ? undefined : call.layout.signedRpm(build, rpm, sigkey);
  if (signed !== undefined && (await unlessMissing(lstat(signed)))?.isFile()) return (await fileDigests(signed, types)).digests;
  return spliceDigests(call, rpm, build, sigkey, types);
}
async function spliceDigests(
  call: Call,
  rpm: Rpm,
  build: Build,
  sigkey: string,
  types: readonly FileChecksumType[],
): Promise<Checksums> {
  const digesters = startDigests(types);
  const header = await readKeptSignature(call, rpm, build, sigkey);
  for await (const piece of splicedRpm(call.layout.rpm(build, rpm), header)) digesters.update(piece);
  return digesters.hex();
}
