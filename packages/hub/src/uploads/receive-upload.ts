import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ActionNotAllowed, GenericError, LockError } from '@koji/common/errors';
import { updateAdler32 } from '@koji/common/rpm/checksum';
import type { Call } from '../rpc/call.ts';
import { claimDirectory, openDestination, uploadPath } from './destination.ts';

/** Files that this process is writing to; a second writer is refused rather than mixed in. */
const inProgress = new Set<string>();

export interface UploadAnswer {
  size: number;
  fileverify: string;
  offset: number;
  hexdigest?: string;
}

/** Takes one chunk of a raw upload (wire.md §12). Nothing is written when the chunk does not fit where it says it goes. */
export async function receiveUpload(call: Call, query: URLSearchParams, body: Readable): Promise<UploadAnswer> {
  if (!call.session) throw new ActionNotAllowed('you must be logged-in to upload');
  const name = query.get('filename') ?? '';
  const directory = query.get('filepath') ?? '';
  const offset = Number(query.get('offset') ?? '0');
  if (!Number.isSafeInteger(offset) || offset < -1) throw new GenericError(`Invalid upload offset: ${query.get('offset')}`);
  const overwrite = query.has('overwrite');
  const fileverify = query.get('fileverify') ?? '';
  const digest = createDigest(fileverify);
  const path = await uploadPath(call, directory, name, query.get('volume') ?? 'DEFAULT');
  await claimDirectory(call, directory, path);
  if (inProgress.has(path)) throw new LockError(`file is being written: ${name}`);
  inProgress.add(path);
  try {
    const file = await openDestination(path, { mustBeNew: offset === 0 && !overwrite });
    try {
      const size = await writeChunk(file, body, { offset, overwrite, digest, name });
      const hexdigest = digest?.hex();
      return { size, fileverify, offset, ...(hexdigest === undefined ? {} : { hexdigest }) };
    } finally {
      await file.close();
    }
  } finally {
    inProgress.delete(path);
  }
}

async function writeChunk(
  file: FileHandle,
  body: Readable,
  { offset, overwrite, digest, name }: { offset: number; overwrite: boolean; digest: Digest | undefined; name: string },
): Promise<number> {
  const length = (await file.stat()).size;
  const start = offset === -1 ? length : offset;
  if (!overwrite && start < length && offset !== -1 && offset === 0) throw new GenericError(`upload path exists: ${name}`);
  if (overwrite && start < length) await file.truncate(start);
  let position = start;
  for await (const piece of body as AsyncIterable<Buffer>) {
    digest?.update(piece);
    await file.write(piece, 0, piece.length, position);
    position += piece.length;
  }
  return position - start;
}

interface Digest {
  update(bytes: Uint8Array): void;
  hex(): string;
}
function createDigest(kind: string): Digest | undefined {
  if (kind === '') return undefined;
  if (kind === 'adler32') {
    let sum = 1;
    return {
      update(bytes) {
        sum = updateAdler32(sum, bytes);
      },
      hex: () => sum.toString(16).padStart(8, '0'),
    };
  }
  if (kind !== 'md5' && kind !== 'sha256') throw new GenericError(`unsupported hash type: ${kind}`);
  const hash = createHash(kind);
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
}
