import { stat } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { isThere, unlessMissing } from '@koji/common/missing-files';
import { fileDigests, startDigests } from '@koji/common/rpm/checksum';
import { splicedRpm } from '@koji/common/rpm/splice-signature';
import { requireBuild } from '../builds/build-key.ts';
import type { Call } from '../rpc/call.ts';
import { writeFileDurably } from '../tree/write-file.ts';
import { readChecksumTypes, recordChecksums } from './checksums.ts';
import { readKeptSignature } from './kept-signature.ts';
import { type GivenRpm, requireInternalRpm } from './rpm-key.ts';

/** Writes the copy of an rpm that carries a stored signature, and records its checksums. One that is there is kept unless forced. */
export async function writeSignedRpm(
  call: Call,
  key: GivenRpm,
  givenKey: string,
  options: { readonly force: boolean },
): Promise<void> {
  const sigkey = givenKey.toLowerCase();
  const types = readChecksumTypes(call.config.rpmDefaultChecksums);
  const rpm = await requireInternalRpm(call.db, key);
  const build = await requireBuild(call.db, rpm.build_id);
  const source = call.layout.rpm(build, rpm);
  if (!(await unlessMissing(stat(source)))?.isFile()) throw new GenericError(`No such path: ${source}`);
  const header = await readKeptSignature(call, rpm, build, sigkey);
  const destination = call.layout.signedRpm(build, rpm, sigkey);
  if (!options.force && (await isThere(destination))) {
    await recordChecksums(call, rpm.id, sigkey, (await fileDigests(destination, types)).digests);
    return;
  }
  const digests = startDigests(types);
  await writeFileDurably(call.db, destination, observed(splicedRpm(source, header), digests.update), { replace: true });
  await recordChecksums(call, rpm.id, sigkey, digests.hex());
}

async function* observed(pieces: AsyncIterable<Uint8Array>, observe: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    observe(piece);
    yield piece;
  }
}
