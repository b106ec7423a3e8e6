import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { formatNvra } from '@koji/common/rpm/nvr';
import type { Build } from '@koji/common/types/build';
import type { Rpm } from '@koji/common/types/rpm';
import type { Call } from '../rpc/call.ts';
import { findSignature } from './queries.ts';

/** A signature header as it was stored. Throws GenericError when there is none of that key, or it is no longer the same. */
export async function readKeptSignature(call: Call, rpm: Rpm, build: Build, sigkey: string): Promise<Buffer> {
  const signature = await findSignature(call.db, rpm.id, sigkey);
  if (!signature) throw new GenericError(`No cached signature for package ${formatNvra(rpm)}, key ${sigkey}`);
  const path = call.layout.signatureHeader(build, rpm, sigkey);
  const header = await unlessMissing(readFile(path));
  if (!header) throw new GenericError(`Missing signature header file: ${path}`);
  if (createHash('md5').update(header).digest('hex') !== signature.sighash)
    throw new GenericError(`Signature header was changed: ${path}`);
  return header;
}
