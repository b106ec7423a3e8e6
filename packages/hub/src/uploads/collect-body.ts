import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { GenericError } from '@koji/common/errors';
import type { Digester } from '@koji/common/rpm/checksum';

/** Clients send chunks of 1 MiB, or some times that; only unusual ones go to disk first. */
const memoryBytes = 16 << 20;
/** What larger chunks than the usual may take together in this process, beside what each has for itself. */
const ownBytes = 2 << 20;
const sharedBytes = 64 << 20;
let sharedInUse = 0;

const copyBytes = 1 << 20;
/** A client that sends nothing for so long is gone. */
const stallMs = 60_000;

/** A chunk as it arrived, whole. */
export interface CollectedBody extends AsyncDisposable {
  readonly size: number;
  copyTo(file: FileHandle, position: number): Promise<void>;
}

/**
 * A request body that is taken in, and digested, while its request is still being looked at. It is taken in whole before
 * any of it is written where it belongs, so that half a chunk never is. What is too much for memory waits for `whole`.
 */
export class IncomingBody implements Disposable {
  readonly #body: Readable;
  readonly #iterator: AsyncIterableIterator<Buffer>;
  /** What memory holds. */
  readonly #start: Buffer[] = [];
  readonly #started: Promise<{ isEnd: boolean }>;
  #digest: Digester | undefined;
  #shared = 0;
  #isOver = false;

  constructor(body: Readable) {
    this.#body = body;
    this.#iterator = body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
    this.#started = this.#read(this.#start);
    // Its failure is told to whoever asks for the whole.
    this.#started.catch(() => undefined);
  }

  /** Has a digest made of the body. To be said before the whole is asked for. */
  digestWith(digest: Digester): void {
    for (const piece of this.#start) digest.update(piece);
    this.#digest = digest;
  }

  /** All of the body. What memory does not hold goes to a file in the directory. */
  async whole(spoolDirectory: string): Promise<CollectedBody> {
    const { isEnd } = await this.#started;
    return isEnd ? bodyOf(this.#start) : this.#spool(spoolDirectory);
  }
  async #spool(directory: string): Promise<Spool> {
    const spool = await Spool.open(directory);
    try {
      await spool.append(this.#start);
      for (let isEnd = false; !isEnd; ) {
        const pieces: Buffer[] = [];
        ({ isEnd } = await this.#read(pieces));
        await spool.append(pieces);
      }
      return spool;
    } catch (error) {
      await spool[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Reads on until the pieces together pass what memory may hold, or the end. */
  async #read(pieces: Buffer[]): Promise<{ isEnd: boolean }> {
    const watchdog = setTimeout(() => this.#body.destroy(new GenericError('the upload has stalled')), stallMs);
    try {
      for (let size = 0; this.#hasRoomFor(size); ) {
        const next = await this.#iterator.next();
        if (next.done) return { isEnd: true };
        watchdog.refresh();
        pieces.push(next.value);
        this.#digest?.update(next.value);
        size += next.value.length;
      }
      return { isEnd: false };
    } finally {
      clearTimeout(watchdog);
    }
  }

  #hasRoomFor(bytes: number): boolean {
    if (this.#isOver || bytes > memoryBytes) return false;
    const wanted = Math.max(bytes - ownBytes, this.#shared);
    if (sharedInUse + wanted - this.#shared > sharedBytes) return false;
    sharedInUse += wanted - this.#shared;
    this.#shared = wanted;
    return true;
  }

  /** Gives the memory free for others. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    sharedInUse -= this.#shared;
    this.#shared = 0;
  }
}
export function bodyOf(pieces: readonly Buffer[]): CollectedBody {
  return {
    size: lengthOf(pieces),
    copyTo: (file, position) => writeAll(file, pieces, position),
    [Symbol.asyncDispose]: async () => undefined,
  };
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
