import { createHash } from 'node:crypto';
import { GenericError } from '@koji/common/errors';
import { headerLength, headerValue, parseHeader } from '@koji/common/rpm/header';
import { formatNvra } from '@koji/common/rpm/nvr';
import { signatureKey } from '@koji/common/rpm/signature-key';
import type { Build } from '@koji/common/types/build';
import type { Rpm } from '@koji/common/types/rpm';
import type { Call } from '../rpc/call.ts';
import { writeFileDurably } from '../tree/write-file.ts';
import { insertSignatures } from './queries.ts';

const md5Tag = 1004;

export interface GivenSignature {
  readonly rpm: Pick<Rpm, 'id' | 'name' | 'version' | 'release' | 'arch' | 'payloadhash'>;
  /** That of the rpm's own file or one made later. */
  readonly signatureHeader: Buffer;
}

/** Keeps signature headers of a build's rpms. The key of an unsigned one is empty. */
export async function addSignatures(call: Call, build: Build, given: readonly GivenSignature[]): Promise<void> {
  const signatures = given.map((each) => ({ ...each, ...readSignature(each) }));
  for (const { rpm, sigkey, sighash } of signatures)
    await call.hooks.emit(call, 'pre', 'RPMSign', { sigkey, sighash, build, rpm });
  const added = await insertSignatures(
    call.db,
    signatures.map(({ rpm, sigkey, sighash }) => ({ rpm_id: rpm.id, sigkey, sighash })),
  );
  for (const { rpm, sigkey, signatureHeader } of signatures) {
    if (!added.has(rpm.id)) throw new GenericError(`Signature already exists for package ${formatNvra(rpm)}, key ${sigkey}`);
    await writeFileDurably(call.db, call.layout.signatureHeader(build, rpm, sigkey), signatureHeader, { replace: true });
  }
  for (const { rpm, sigkey, sighash } of signatures)
    await call.hooks.emit(call, 'post', 'RPMSign', { sigkey, sighash, build, rpm });
}

function readSignature({ rpm, signatureHeader }: GivenSignature): { sigkey: string; sighash: string } {
  const sigmd5 = headerValue(parseHeader(signatureHeader), md5Tag);
  if (signatureHeader.length !== Math.ceil(headerLength(signatureHeader) / 8) * 8) {
    throw new GenericError('signature header is cut off or has something behind it');
  }
  if (!(sigmd5 instanceof Buffer) || sigmd5.toString('hex') !== rpm.payloadhash)
    throw new GenericError(`wrong md5 for ${formatNvra(rpm)}`);
  return { sigkey: signatureKey(signatureHeader), sighash: createHash('md5').update(signatureHeader).digest('hex') };
}
