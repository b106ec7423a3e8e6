import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { GenericError } from '@koji/common/errors';
import { type ArchiveMember, maxMembers } from './archive-member.ts';

const endLength = 22;
const end64LocatorLength = 20;
const end64Length = 56;
const entryLength = 46;
const maxComment = 0xffff;
const maxDirectoryBytes = 256 * 1024 * 1024;

function bad(what: string): GenericError {
  return new GenericError(`not a readable zip file: ${what}`);
}

/** The members of a zip file by its central directory; nothing is unpacked. */
export async function readZipMembers(path: string): Promise<ArchiveMember[]> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const directory = await findDirectory(handle, size);
    if (directory.length > maxDirectoryBytes || directory.count > maxMembers) throw bad('too many members');
    return await parseDirectory(await readAt(handle, directory.offset, directory.length, size), directory.count);
  } finally {
    await handle.close();
  }
}

interface Directory {
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}
async function findDirectory(handle: FileHandle, size: number): Promise<Directory> {
  const tailLength = Math.min(size, endLength + maxComment);
  const tail = await readAt(handle, size - tailLength, tailLength, size);
  const at = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (at === -1 || at + endLength > tail.length) throw bad('no central directory');
  const directory = { count: tail.readUInt16LE(at + 10), length: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  const isLarge = directory.count === 0xffff || directory.length === 0xffffffff || directory.offset === 0xffffffff;
  const endOffset = size - tailLength + at;
  if (!isLarge || endOffset < end64LocatorLength) return directory;
  const locator = await readAt(handle, endOffset - end64LocatorLength, end64LocatorLength, size);
  if (locator.readUInt32LE(0) !== 0x07064b50) return directory;
  const end64 = await readAt(handle, safe(locator.readBigUInt64LE(8)), end64Length, size);
  if (end64.readUInt32LE(0) !== 0x06064b50) throw bad('no zip64 directory');
  return {
    count: safe(end64.readBigUInt64LE(32)),
    length: safe(end64.readBigUInt64LE(40)),
    offset: safe(end64.readBigUInt64LE(48)),
  };
}
function safe(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw bad('an offset is too large');
  return Number(value);
}
async function readAt(handle: FileHandle, offset: number, length: number, size: number): Promise<Buffer> {
  if (offset < 0 || offset + length > size) throw bad('it is cut off');
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(buffer, 0, length, offset);
  if (bytesRead !== length) throw bad('it is cut off');
  return buffer;
}

async function parseDirectory(directory: Buffer, count: number): Promise<ArchiveMember[]> {
  const members: ArchiveMember[] = [];
  for (let at = 0; members.length < count; ) {
    // Others have their turn in between.
    if (members.length % 10_000 === 9_999) await setImmediate();
    if (at + entryLength > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw bad('bad directory entry');
    const [nameLength, extraLength, commentLength] = [
      directory.readUInt16LE(at + 28),
      directory.readUInt16LE(at + 30),
      directory.readUInt16LE(at + 32),
    ];
    const next = at + entryLength + nameLength + extraLength + commentLength;
    if (next > directory.length) throw bad('bad directory entry');
    const nameEnd = at + entryLength + nameLength;
    const extra = directory.subarray(nameEnd, nameEnd + extraLength);
    members.push({
      // Bit 11 says UTF-8; older files mean code page 437, of which the ASCII part agrees.
      name: directory.toString((directory.readUInt16LE(at + 8) & 0x800) === 0 ? 'latin1' : 'utf8', at + entryLength, nameEnd),
      size: uncompressedSize(directory.readUInt32LE(at + 24), extra),
      mtime: localTime(directory.readUInt16LE(at + 14), directory.readUInt16LE(at + 12)),
    });
    at = next;
  }
  return members;
}
function uncompressedSize(size: number, extra: Buffer): number {
  if (size !== 0xffffffff) return size;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1 && at + 12 <= extra.length) return safe(extra.readBigUInt64LE(at + 4));
  }
  return size;
}
/** Zip files hold the local time of whoever made them. */
function localTime(date: number, time: number): number {
  const [year, month, day] = [1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31];
  return new Date(year, month, day, time >> 11, (time >> 5) & 63, (time & 31) * 2).getTime() / 1000;
}
