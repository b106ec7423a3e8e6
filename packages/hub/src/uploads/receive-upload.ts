import { ActionNotAllowed, GenericError } from '@koji/common/errors';
import { startDigest } from '@koji/common/rpm/checksum';
import type { Call } from '../rpc/call.ts';
import type { IncomingBody } from './collect-body.ts';
import { claimDirectory, openDestination, uploadPath } from './destination.ts';
import { withUploadLock } from './upload-lock.ts';
import { readVerifyType } from './verify-type.ts';
import { writeChunk } from './write-chunk.ts';

export interface UploadAnswer {
  size: number;
  fileverify: string;
  offset: number;
  hexdigest?: string;
}

/**
 * Takes one chunk of a raw upload (wire.md §12). The chunk is taken in whole before the file is looked at: nothing is
 * written of one that breaks off or does not fit where it says it goes, and a slow client holds neither the file's lock
 * nor a database connection.
 */
export async function receiveUpload(call: Call, query: URLSearchParams, body: IncomingBody): Promise<UploadAnswer> {
  if (!call.session) throw new ActionNotAllowed('you must be logged-in to upload');
  const name = query.get('filename');
  if (name === null) throw new GenericError('the upload has no filename');
  const directory = query.get('filepath') ?? '';
  const offset = readOffset(query.get('offset') ?? '0');
  const overwrite = isOn(query.get('overwrite'));
  const fileverify = query.get('fileverify') ?? '';
  const digest = fileverify === '' ? undefined : startDigest(readVerifyType(fileverify));
  if (digest) body.digestWith(digest);
  const path = await uploadPath(call, directory, name, query.get('volume'));
  await claimDirectory(call, directory, path);
  const mustBeNew = offset === 0 && !overwrite;
  await using chunk = await call.db.idle(() => body.whole(call.layout.work()));
  return await withUploadLock(call.db, path, async () => {
    const destination = await openDestination(path, { mustBeNew });
    try {
      const start = await writeChunk(destination, chunk, { offset, overwrite, path });
      const hexdigest = digest?.hex();
      return { size: chunk.size, fileverify, offset: start, ...(hexdigest === undefined ? {} : { hexdigest }) };
    } finally {
      await destination.file.close();
    }
  });
}

function readOffset(text: string): number {
  const offset = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(offset) || offset < -1)
    throw new GenericError(`Invalid upload offset: ${text}`);
  return offset;
}
function isOn(text: string | null): boolean {
  return text !== null && text !== '';
}
