import { GenericError } from '@koji/common/errors';
import type { ChecksumType } from '@koji/common/rpm/checksum';

const verifyTypes = ['md5', 'adler32', 'sha256'] as const satisfies readonly ChecksumType[];

/** The digests by which transfers are checked. */
export function readVerifyType(name: string): (typeof verifyTypes)[number] {
  const known = verifyTypes.find((type) => type === name);
  if (!known) throw new GenericError(`Unsupported verify type: ${name}`);
  return known;
}
