import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adler32, adler32Hex, fileDigest, fileDigests, isChecksumType, joinAdler32 } from './checksum.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'checksum-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** zlib streams end with the Adler-32 sum of what they hold. */
function zlibAdler32(bytes: Buffer): string {
  return deflateSync(bytes, { level: 0 }).subarray(-4).toString('hex');
}

test.each([0, 1, 7, 8, 9, 63, 64, 65, 3775, 3776, 3777, 3799, 3800, 3801, 70_000])(
  '%i bytes have the sum that zlib gives them, wherever in memory they begin',
  (length) => {
    for (const start of [0, 1, 2, 3]) {
      for (const whole of [randomBytes(start + length), Buffer.alloc(start + length, 0xff)]) {
        const bytes = whole.subarray(start);
        expect(adler32Hex(adler32(bytes))).toBe(zlibAdler32(bytes));
      }
    }
  },
);

test('the sum of a whole is the sum of its pieces continued', () => {
  const bytes = randomBytes(10_000);
  expect(adler32(bytes.subarray(1234), adler32(bytes.subarray(0, 1234)))).toBe(adler32(bytes));
});

test.each([0, 1, 65_520, 65_521, 65_522, 150_000])('sums join into that of the whole, split at %i', (at) => {
  for (const bytes of [randomBytes(200_000), Buffer.alloc(200_000, 0xff), Buffer.alloc(200_000)]) {
    const [first, second] = [bytes.subarray(0, at), bytes.subarray(at)];
    expect(joinAdler32(adler32(first), adler32(second), second.length)).toBe(adler32(bytes));
  }
});

test('a file larger than one reading is digested by every type at once', async () => {
  const path = join(directory, 'large');
  const bytes = randomBytes((1 << 20) + 12_345);
  await writeFile(path, bytes);
  const hash = (type: string) => createHash(type).update(bytes).digest('hex');
  expect(await fileDigests(path, ['md5', 'sha1', 'sha256', 'adler32'])).toEqual({
    size: bytes.length,
    digests: { md5: hash('md5'), sha1: hash('sha1'), sha256: hash('sha256'), adler32: zlibAdler32(bytes) },
  });
});

test('only the wanted first bytes are digested, also through an open file', async () => {
  const path = join(directory, 'partial');
  await writeFile(path, 'hello world');
  const hello = createHash('sha256').update('hello').digest('hex');
  expect(await fileDigest(path, 'sha256', 5)).toBe(hello);
  const handle = await open(path);
  try {
    expect(await fileDigest(handle, 'sha256', 5)).toBe(hello);
    expect((await fileDigests(handle, ['md5'], 500)).size).toBe(11);
  } finally {
    await handle.close();
  }
});

test('a missing file is an error, an unknown type is not a checksum type', async () => {
  await expect(fileDigest(join(directory, 'missing'), 'md5')).rejects.toThrow('ENOENT');
  expect(isChecksumType('crc32')).toBe(false);
  expect(isChecksumType('sha256')).toBe(true);
});
