import { type FileHandle, open } from 'node:fs/promises';
import { GenericError } from '../errors.ts';
import { parseHeader, readRpm } from './header.ts';

const readBytes = 1 << 20;

/** The bytes of an rpm with another signature header in the place of its own. */
export async function* splicedRpm(path: string, signatureHeader: Uint8Array): AsyncGenerator<Uint8Array> {
  parseHeader(signatureHeader);
  if (signatureHeader.length % 8 !== 0) throw new GenericError('signature header is not padded to 8 bytes');
  const handle = await open(path, 'r');
  try {
    const own = await readRpm(handle);
    yield* readRange(handle, 0, own.signatureStart);
    yield signatureHeader;
    yield* readRange(handle, own.signatureStart + own.signatureHeader.length, Number.POSITIVE_INFINITY);
  } finally {
    await handle.close();
  }
}

async function* readRange(handle: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    // A buffer of its own for each piece: the consumer may still be writing the last one.
    const buffer = Buffer.allocUnsafe(Math.min(readBytes, end - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
