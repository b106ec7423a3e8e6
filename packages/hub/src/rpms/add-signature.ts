import { createHash } from 'node:crypto';
import { GenericError } from '@koji/common/errors';
import { headerLength, headerValue, parseHeader } from '@koji/common/rpm/header';
import { formatNvra } from '@koji/common/rpm/nvr';
import { signatureKey } from '@koji/common/rpm/signature-key';
import type { Build } from '@koji/common/types/build';
import type { Rpm } from '@koji/common/types/rpm';
import type { Call } from '../rpc/call.ts';
import { writeFileDurably } from '../tree/write-file.ts';
import { insertSignature } from './queries.ts';

const md5Tag = 1004;

/** Keeps a signature header of an rpm, that of its own file or one made later. The key of an unsigned one is empty. */
export async function addSignature(
  call: Call,
  rpm: Pick<Rpm, 'id' | 'name' | 'version' | 'release' | 'arch' | 'payloadhash'>,
  build: Build,
  signatureHeader: Buffer,
): Promise<void> {
  const sigmd5 = headerValue(parseHeader(signatureHeader), md5Tag);
  if (signatureHeader.length !== Math.ceil(headerLength(signatureHeader) / 8) * 8) {
    throw new GenericError('signature header is cut off or has something behind it');
  }
  if (!(sigmd5 instanceof Buffer) || sigmd5.toString('hex') !== rpm.payloadhash)
    throw new GenericError(`wrong md5 for ${formatNvra(rpm)}`);
  const sigkey = signatureKey(signatureHeader);
  const sighash = createHash('md5').update(signatureHeader).digest('hex');
  const data = { sigkey, sighash, build, rpm };
  await call.hooks.emit(call, 'pre', 'RPMSign', data);
  if (!(await insertSignature(call.db, { rpm_id: rpm.id, sigkey, sighash }))) {
    throw new GenericError(`Signature already exists for package ${formatNvra(rpm)}, key ${sigkey}`);
  }
  await writeFileDurably(call.db, call.layout.signatureHeader(build, rpm, sigkey), signatureHeader, { replace: true });
  await call.hooks.emit(call, 'post', 'RPMSign', data);
}
