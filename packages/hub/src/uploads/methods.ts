import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GenericError, ParameterError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { fileDigest, fileDigests, startDigest } from '@koji/common/rpm/checksum';
import { Double, type WireValue } from '@koji/common/wire/values';
import { anyone, loggedIn, method, optional, param } from '../rpc/method.ts';
import { anything, int, nullable, text } from '../rpc/shapes.ts';
import { syncDirectory } from '../tree/durable.ts';
import { bodyOf } from './collect-body.ts';
import { claimDirectory, type Destination, openDestination, uploadPath } from './destination.ts';
import { assertNotBeingWritten, withUploadLock } from './upload-lock.ts';
import { readVerifyType } from './verify-type.ts';
import { wideInt } from './wide-int.ts';
import { writeChunk } from './write-chunk.ts';

export const checkUpload = method({
  name: 'checkUpload',
  doc: 'Size and time of an uploaded file, with verify also a digest of it or of its tail. Nil when there is none. What is answered has reached the disk.',
  access: anyone,
  readOnly: true,
  params: [
    param('path', text),
    param('name', text),
    optional('verify', nullable(text), null),
    optional('tail', nullable(int), null),
    optional('volume', nullable(text), null),
  ],
  async run(call, { path, name, verify, tail, volume }) {
    const file = await uploadPath(call, path, name, volume);
    await assertNotBeingWritten(call.db, file);
    const handle = await unlessMissing(open(file, 'r'));
    if (!handle) return null;
    try {
      const info = await handle.stat();
      if (!info.isFile()) throw new GenericError(`Not a regular file: ${file}`);
      await handle.sync();
      await syncDirectory(dirname(file));
      const facts = { size: info.size, mtime: new Double(info.mtimeMs / 1000) };
      return verify ? { ...facts, ...(await digestTail(handle, info.size, verify, tail)) } : facts;
    } finally {
      await handle.close();
    }
  },
});
async function digestTail(
  handle: FileHandle,
  size: number,
  verify: string,
  tail: number | null,
): Promise<{ sumlength: number; hexdigest: string }> {
  const type = readVerifyType(verify);
  if (tail !== null && tail < 0) throw new GenericError(`Invalid tail value: ${tail}`);
  const start = tail === null ? 0 : Math.max(size - tail, 0);
  const { size: sumlength, digests } = await fileDigests(handle, [type], size - start, start);
  return { sumlength, hexdigest: digests[type] };
}

/** Compatibility: the way of uploading that carries the data in the call. */
export const uploadFile = method({
  name: 'uploadFile',
  doc: 'Write a chunk, given in base64, of a file; offset -1 ends it, and size and checksum are then those of the whole. False when they do not match.',
  access: loggedIn,
  params: [
    param('path', text),
    param('name', text),
    param('size', nullable(wideInt)),
    param('md5sum', anything),
    param('offset', wideInt),
    param('data', anything),
    optional('volume', nullable(text), null),
    optional('checksum', anything, null),
  ],
  async run(call, { path: directory, name, size, md5sum, offset, data, volume, checksum }) {
    const contents = readBase64(data);
    const expected = readChecksum(checksum ?? md5sum);
    if (offset < -1) throw new GenericError(`Invalid upload offset: ${offset}`);
    if (offset !== -1 && !isAsSaid(contents, size, expected)) return false;
    const path = await uploadPath(call, directory, name, volume);
    await claimDirectory(call, directory, path);
    return withUploadLock(call.db, path, async () => {
      // Logs are sent again and again while they grow.
      const destination = await openDestination(path, { mustBeNew: offset === 0 && !name.endsWith('.log') });
      try {
        return await writeLegacyChunk(destination, { contents, size, offset, expected, path });
      } finally {
        await destination.file.close();
      }
    });
  },
});
async function writeLegacyChunk(
  { file, size: before }: Destination,
  {
    contents,
    size,
    offset,
    expected,
    path,
  }: { contents: Buffer; size: number | null; offset: number; expected: Expected | undefined; path: string },
): Promise<boolean> {
  const isWhole = offset === 0 || (offset === -1 && size === contents.length);
  if (isWhole) await file.truncate(0);
  const present = isWhole ? 0 : before;
  await writeChunk({ file, size: present }, bodyOf([contents]), { offset, overwrite: offset !== -1 && offset < present, path });
  if (offset !== -1) return true;
  if (size !== null) await file.truncate(size);
  return expected === undefined || (await fileDigest(file, expected.type)) === expected.digest;
}
interface Expected {
  readonly type: ReturnType<typeof readVerifyType>;
  readonly digest: string;
}
/** An md5 digest as text, or a type and a digest. */
function readChecksum(value: WireValue): Expected | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return { type: 'md5', digest: value };
  if (!Array.isArray(value) || typeof value[0] !== 'string' || typeof value[1] !== 'string')
    throw new ParameterError('Invalid type for checksum: expected text or [type, digest]');
  return { type: readVerifyType(value[0]), digest: value[1] };
}
function isAsSaid(contents: Buffer, size: number | null, expected: Expected | undefined): boolean {
  if (size !== null && size !== contents.length) return false;
  if (!expected) return true;
  const digest = startDigest(expected.type);
  digest.update(contents);
  return digest.hex() === expected.digest;
}
function readBase64(data: WireValue): Buffer {
  if (data instanceof Uint8Array) return decode(Buffer.from(data).toString('latin1'));
  if (typeof data !== 'string') throw new ParameterError('Invalid type for data: expected base64');
  return decode(data);
}
/** What does not belong to the alphabet is passed over, but the rest must be whole. */
function decode(text: string): Buffer {
  const digits = text.replace(/[^A-Za-z0-9+/]/g, '');
  const padding = /={0,2}\s*$/.exec(text)?.[0].trim().length ?? 0;
  if ((digits.length + padding) % 4 !== 0) throw new GenericError('the base64 data is not whole');
  return Buffer.from(digits, 'base64');
}
