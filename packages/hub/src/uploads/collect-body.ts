import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { GenericError } from '@koji/common/errors';
import type { Digester } from '@koji/common/rpm/checksum';

/** Clients send chunks of 1 MiB; only unusual ones go to disk first. */
const memoryBytes = 4 << 20;
const copyBytes = 1 << 20;
/** A client that sends nothing for so long is gone. */
const stallMs = 60_000;

/** A chunk as it arrived, whole. */
export interface CollectedBody extends AsyncDisposable {
  readonly size: number;
  copyTo(file: FileHandle, position: number): Promise<void>;
}

/** A request body that is taken in while its request is still being looked at; what is too much for memory waits for `whole`. */
export interface IncomingBody {
  /** All of the body. What memory does not hold goes to a file in the directory. */
  whole(digest: Digester | undefined, spoolDirectory: string): Promise<CollectedBody>;
}

/** Takes in a whole request body before any of it is written where it belongs, so that half a chunk never is. */
export function takeIn(body: Readable): IncomingBody {
  const iterator = body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  const first = readPieces(body, iterator, memoryBytes);
  // Its failure is told to whoever asks for the whole.
  first.catch(() => undefined);
  return {
    async whole(digest, spoolDirectory) {
      const { pieces, isEnd } = await first;
      for (const piece of pieces) digest?.update(piece);
      if (isEnd) return bodyOf(pieces);
      return spoolRest(body, iterator, pieces, digest, spoolDirectory);
    },
  };
}
export function bodyOf(pieces: readonly Buffer[]): CollectedBody {
  return {
    size: lengthOf(pieces),
    copyTo: (file, position) => writeAll(file, pieces, position),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function spoolRest(
  body: Readable,
  iterator: AsyncIterableIterator<Buffer>,
  start: readonly Buffer[],
  digest: Digester | undefined,
  directory: string,
): Promise<Spool> {
  const spool = await Spool.open(directory);
  try {
    await spool.append(start);
    for (let isEnd = false; !isEnd; ) {
      const read = await readPieces(body, iterator, memoryBytes);
      for (const piece of read.pieces) digest?.update(piece);
      await spool.append(read.pieces);
      isEnd = read.isEnd;
    }
    return spool;
  } catch (error) {
    await spool[Symbol.asyncDispose]();
    throw error;
  }
}

/** Reads on until the pieces together pass the limit, or the end. */
async function readPieces(
  body: Readable,
  iterator: AsyncIterableIterator<Buffer>,
  limitBytes: number,
): Promise<{ pieces: Buffer[]; isEnd: boolean }> {
  const pieces: Buffer[] = [];
  let size = 0;
  const watchdog = setTimeout(() => body.destroy(new GenericError('the upload has stalled')), stallMs);
  try {
    while (size <= limitBytes) {
      const next = await iterator.next();
      if (next.done) return { pieces, isEnd: true };
      watchdog.refresh();
      pieces.push(next.value);
      size += next.value.length;
    }
    return { pieces, isEnd: false };
  } finally {
    clearTimeout(watchdog);
  }
}

class Spool implements CollectedBody {
  readonly #path: string;
  readonly #handle: FileHandle;
  size = 0;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }
  static async open(directory: string): Promise<Spool> {
    await mkdir(directory, { recursive: true });
    const path = join(directory, `.upload.${randomBytes(8).toString('hex')}`);
    return new Spool(path, await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600));
  }
  async append(pieces: readonly Buffer[]): Promise<void> {
    await writeAll(this.#handle, pieces, this.size);
    this.size += lengthOf(pieces);
  }
  async copyTo(file: FileHandle, position: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(copyBytes);
    for (let done = 0; done < this.size; ) {
      const { bytesRead } = await this.#handle.read(buffer, 0, copyBytes, done);
      if (bytesRead === 0) throw new GenericError('the spooled upload has lost its end');
      await writeAll(file, [buffer.subarray(0, bytesRead)], position + done);
      done += bytesRead;
    }
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}

/** Pieces go out as they came in: to put them together first would take as long as to write them. */
async function writeAll(file: FileHandle, pieces: readonly Buffer[], position: number): Promise<void> {
  let rest = pieces.filter((piece) => piece.length > 0);
  for (let at = position; rest.length > 0; ) {
    // It may write less than it was asked to.
    const { bytesWritten } = await file.writev(rest, at);
    at += bytesWritten;
    rest = without(rest, bytesWritten);
  }
}
function without(pieces: readonly Buffer[], bytes: number): Buffer[] {
  let left = bytes;
  return pieces.flatMap((piece) => {
    const gone = Math.min(left, piece.length);
    left -= gone;
    return gone === piece.length ? [] : [piece.subarray(gone)];
  });
}
function lengthOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}
