import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { GenericError, KojiError } from '../errors.ts';
import { adler32, adler32Hex, joinAdler32 } from '../rpm/checksum.ts';
import type { HubSession } from './session.ts';

/** What of a session an upload needs, whatever methods its hub has. */
export type UploadSession = Pick<HubSession<never>, 'call' | 'postRaw'>;

export interface UploadOptions {
  /** Name at the hub; the file's own without it. */
  readonly name?: string;
  readonly volume?: string;
  readonly blockSize?: number;
  readonly overwrite?: boolean;
  /** Pause before a failed chunk is sent again; the next pauses are twice, three times as long. */
  readonly retryIntervalMs?: number;
  onProgress?(doneBytes: number, totalBytes: number): void;
}
const defaultBlockSize = 1024 * 1024;
const attempts = 5;
const defaultRetryIntervalMs = 2_000;

/** Sends a file into the hub's work directory chunk by chunk, each verified, then checks the whole (wire.md §12). */
export async function uploadFile(
  session: UploadSession,
  path: string,
  directory: string,
  options: UploadOptions = {},
): Promise<void> {
  const name = options.name ?? basename(path);
  const { size } = await stat(path);
  const file = await open(path);
  let sum = 1;
  try {
    const blockSize = options.blockSize ?? defaultBlockSize;
    const readAt = alternately(file, Math.min(blockSize, size));
    let offset = 0;
    let next = readAt(0, Math.min(blockSize, size));
    do {
      const block = await next;
      if (block.length === 0 && size > 0) throw new GenericError(`${path} became shorter while it was uploaded`);
      const end = offset + block.length;
      // The next block is read while this one travels.
      next = readAt(end, Math.min(blockSize, size - end));
      next.catch(() => undefined);
      const blockSum = await sendChunk(session, block, {
        directory,
        name,
        offset,
        overwrite: options.overwrite ?? false,
        volume: options.volume,
        retryIntervalMs: options.retryIntervalMs,
      });
      sum = joinAdler32(sum, blockSum, block.length);
      offset = end;
      options.onProgress?.(offset, size);
    } while (offset < size);
    await next;
  } finally {
    await file.close();
  }
  await verifyUpload(session, { directory, name, size, digest: adler32Hex(sum), volume: options.volume });
}

/** Reads into two blocks by turns, as new memory for each costs more than to read: one is good until the next but one is asked for. */
function alternately(file: FileHandle, blockSize: number): (position: number, length: number) => Promise<Buffer> {
  const blocks = [Buffer.allocUnsafeSlow(blockSize), Buffer.allocUnsafeSlow(blockSize)] as const;
  let turn = 0;
  return async (position, length) => {
    const block = blocks[turn++ % 2 === 0 ? 0 : 1];
    const { bytesRead } = await file.read(block, 0, length, position);
    return block.subarray(0, bytesRead);
  };
}

/** Writes a piece of a growing file at its offset, replacing what is there. */
export async function appendChunk(
  session: UploadSession,
  bytes: Buffer,
  directory: string,
  name: string,
  offset: number,
  volume?: string,
): Promise<void> {
  await sendChunk(session, bytes, { directory, name, offset, overwrite: true, volume });
}

/** The hub got other bytes than were sent. */
class DamagedChunk extends GenericError {}

interface Chunk {
  readonly directory: string;
  readonly name: string;
  readonly offset: number;
  readonly overwrite: boolean;
  readonly volume?: string | undefined;
  readonly retryIntervalMs?: number | undefined;
}
/** Sends a chunk until it has arrived undamaged; answers its sum. */
async function sendChunk(session: UploadSession, bytes: Buffer, chunk: Chunk): Promise<number> {
  let sum: number | undefined;
  for (let attempt = 1; ; attempt++) {
    const query = new URLSearchParams({
      filename: chunk.name,
      filepath: chunk.directory,
      fileverify: 'adler32',
      offset: String(chunk.offset),
    });
    // What an attempt left behind may be there already.
    if (chunk.overwrite || attempt > 1) query.set('overwrite', '1');
    if (chunk.volume !== undefined) query.set('volume', chunk.volume);
    try {
      const sent = session.postRaw(query, bytes);
      // Awaited below; until then nobody else would hear of its failure.
      sent.catch(() => undefined);
      // The sum is made while the chunk is on its way.
      await nextTurn();
      sum ??= adler32(bytes);
      const answer = (await sent) as { size: number | string; hexdigest: string };
      if (Number(answer.size) === bytes.length && answer.hexdigest === adler32Hex(sum)) return sum;
      throw new DamagedChunk(
        `upload of ${chunk.name} was damaged on the way: the hub got ${answer.size} bytes with adler32 ${answer.hexdigest}`,
      );
    } catch (error) {
      const isFinal = error instanceof KojiError && !(error instanceof DamagedChunk);
      if (isFinal || attempt >= attempts) throw error;
      await sleep((chunk.retryIntervalMs ?? defaultRetryIntervalMs) * attempt);
    }
  }
}

async function verifyUpload(
  session: UploadSession,
  file: { directory: string; name: string; size: number; digest: string; volume?: string | undefined },
): Promise<void> {
  const named = { verify: 'adler32', ...(file.volume === undefined ? {} : { volume: file.volume }) };
  const info = (await session.call('checkUpload', [file.directory, file.name], named)) as {
    size: number | string;
    hexdigest: string;
  } | null;
  if (!info) throw new GenericError(`upload of ${file.name} is not there after all`);
  if (Number(info.size) !== file.size)
    throw new GenericError(`upload of ${file.name} has ${info.size} bytes instead of ${file.size}`);
  if (info.hexdigest !== file.digest) throw new GenericError(`upload of ${file.name} has another checksum than the file`);
}
