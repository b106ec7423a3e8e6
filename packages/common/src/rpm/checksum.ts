import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { endianness } from 'node:os';

/** Digest types of uploads and checksums; adler32 is for transfers only. */
export type ChecksumType = 'md5' | 'sha1' | 'sha256' | 'adler32';
export type FileDigests<T extends ChecksumType> = { size: number; digests: Record<T, string> };

const modulus = 65521;
/** A run of bytes after which the second sum still fits a signed 32-bit number, whatever the bytes are. */
const longestRun = 3776;
const readBytes = 1 << 20;

/** Continues an Adler-32 sum (1 starts one) over bytes; the result is an unsigned 32-bit number. */
export function adler32(bytes: Uint8Array, sum = 1): number {
  const length = bytes.length;
  const wordStart = Math.min(-bytes.byteOffset & 3, length);
  const blocks = isLittleEndian ? Math.floor((length - wordStart) / blockBytes) : 0;
  const blockEnd = wordStart + blocks * blockBytes;
  const before = sumBytes(bytes, 0, wordStart, sum);
  if (blocks === 0) return sumBytes(bytes, wordStart, length, before);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + wordStart, (blockEnd - wordStart) / 4);
  return sumBytes(bytes, blockEnd, length, sumWords(words, before));
}

function sumBytes(bytes: Uint8Array, start: number, end: number, sum: number): number {
  let a = sum & 0xffff;
  let b = sum >>> 16;
  for (let at = start; at < end; ) {
    for (const runEnd = Math.min(at + longestRun, end); at < runEnd; at += 1) {
      a = (a + bytes[at]!) | 0;
      b = (b + a) | 0;
    }
    a %= modulus;
    b %= modulus;
  }
  return ((b << 16) | a) >>> 0;
}

const isLittleEndian = endianness() === 'LE';
/** So many words keep the sums of both halves of a word below 16 bits. */
const blockWords = 16;
const blockBytes = blockWords * 4;
const runWords = longestRun / 4;

/**
 * The same over whole blocks of little-endian words. It decides how fast uploads can be checked, so a word is taken as
 * two pairs of bytes, the even and the odd ones, and each pair is summed by one addition.
 */
function sumWords(words: Uint32Array, sum: number): number {
  let a = sum & 0xffff;
  let b = sum >>> 16;
  for (let at = 0; at < words.length; ) {
    for (const runEnd = Math.min(at + runWords, words.length); at < runEnd; ) {
      let even = 0;
      let odd = 0;
      // What came before a word counts once more for each of its bytes.
      let evenBefore = 0;
      let oddBefore = 0;
      for (const end = at + blockWords; at < end; at++) {
        const word = words[at]!;
        evenBefore = (evenBefore + even) | 0;
        oddBefore = (oddBefore + odd) | 0;
        even = (even + (word & 0xff00ff)) | 0;
        odd = (odd + ((word >>> 8) & 0xff00ff)) | 0;
      }
      const [first, second, third, fourth] = [even & 0xffff, odd & 0xffff, even >>> 16, odd >>> 16];
      const before = (evenBefore & 0xffff) + (evenBefore >>> 16) + (oddBefore & 0xffff) + (oddBefore >>> 16);
      b = (b + blockBytes * a + 4 * (before + first) + 3 * second + 2 * third + fourth) | 0;
      a = (a + first + second + third + fourth) | 0;
    }
    a %= modulus;
    b %= modulus;
  }
  return ((b << 16) | a) >>> 0;
}

/** The sum of two runs of bytes one after the other, from their own sums and the length of the second. */
export function joinAdler32(first: number, second: number, secondLength: number): number {
  const [a1, b1, a2, b2] = [first & 0xffff, first >>> 16, second & 0xffff, second >>> 16];
  const a = (a1 + a2 + modulus - 1) % modulus;
  // Each byte of the second run adds the first run's whole sum once more.
  const b = (b1 + b2 + (secondLength % modulus) * ((a1 + modulus - 1) % modulus)) % modulus;
  return ((b << 16) | a) >>> 0;
}

/** The form in which an Adler-32 sum travels: eight lower-case hex digits. */
export function adler32Hex(sum: number): string {
  return sum.toString(16).padStart(8, '0');
}

/** A running digest of any type, in lower-case hex at the end. */
export type Digester = { update(bytes: Uint8Array): void; hex(): string };

export function startDigest(type: ChecksumType): Digester {
  if (type === 'adler32') {
    let sum = 1;
    return {
      update: (bytes) => {
        sum = adler32(bytes, sum);
      },
      hex: () => adler32Hex(sum),
    };
  }
  const hash = createHash(type);
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.copy().digest('hex') };
}

/** Several digests of one stream. */
export function startDigests<T extends ChecksumType>(
  types: readonly T[],
): { update(bytes: Uint8Array): void; hex(): Record<T, string> } {
  const digesters = types.map((type) => [type, startDigest(type)] as const);
  return {
    update(bytes) {
      for (const [, digester] of digesters) digester.update(bytes);
    },
    hex: () => Object.fromEntries(digesters.map(([type, digester]) => [type, digester.hex()])) as Record<T, string>,
  };
}

export function isChecksumType(type: string): type is ChecksumType {
  return ['md5', 'sha1', 'sha256', 'adler32'].includes(type);
}

/** Digest in hex of a file, or of its first `length` bytes. Reads it in pieces. */
export async function fileDigest(file: string | FileHandle, type: ChecksumType, length?: number): Promise<string> {
  return (await fileDigests(file, [type], length)).digests[type];
}

/** Several digests of a file, or of `length` bytes from `start` on, in one reading; `size` counts the bytes read. */
export async function fileDigests<T extends ChecksumType>(
  file: string | FileHandle,
  types: readonly T[],
  length?: number,
  start?: number,
): Promise<FileDigests<T>> {
  if (typeof file !== 'string') return digestHandle(file, types, length, start);
  const handle = await open(file, 'r');
  try {
    return await digestHandle(handle, types, length, start);
  } finally {
    await handle.close();
  }
}

async function digestHandle<T extends ChecksumType>(
  handle: FileHandle,
  types: readonly T[],
  length = Number.POSITIVE_INFINITY,
  start = 0,
): Promise<FileDigests<T>> {
  const digesters = startDigests(types);
  const buffer = Buffer.allocUnsafe(readBytes);
  let size = 0;
  while (size < length) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(readBytes, length - size), start + size);
    if (bytesRead === 0) break;
    digesters.update(buffer.subarray(0, bytesRead));
    size += bytesRead;
  }
  return { size, digests: digesters.hex() };
}
