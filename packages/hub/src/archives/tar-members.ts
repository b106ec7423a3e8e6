import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GenericError } from '@koji/common/errors';
import { type ArchiveMember, maxMembers } from './archive-member.ts';
import { programOutput } from './program-output.ts';

const blockLength = 512;
/** Long names and pax records; real ones are short. */
const maxMetadataBytes = 1 << 20;

/** Plain files, in the spellings of old and new writers; links and directories have nothing behind their header. */
const kindsWithContent = new Set(['0', '\0', '7', 'S', 'D']);

function bad(what: string, cause?: unknown): GenericError {
  return new GenericError(`not a readable tar file: ${what}`, { cause });
}

/** The members of a tar file, compressed or not. Contents are passed over. */
export async function readTarMembers(path: string, signal: AbortSignal): Promise<ArchiveMember[]> {
  const members: ArchiveMember[] = [];
  const reader = new BlockReader(decompressed(path, signal));
  let next: Overrides = {};
  try {
    for (let header = await reader.take(blockLength); header && header[0] !== 0; header = await reader.take(blockLength)) {
      assertChecksum(header);
      const kind = String.fromCharCode(header[156] ?? 0);
      const size = next.size ?? number(header, 124, 12);
      if ('LKxg'.includes(kind)) {
        if (size > maxMetadataBytes) throw bad('a header is too long');
        const data = await reader.take(padded(size));
        if (!data) throw bad('it is cut off');
        next = { ...next, ...overrides(kind, data.subarray(0, size)) };
        continue;
      }
      if (members.length >= maxMembers) throw bad('too many members');
      members.push(describeMember(header, size, next));
      next = {};
      if (kindsWithContent.has(kind)) await reader.skip(padded(size));
    }
  } finally {
    await reader.close();
  }
  return members;
}

/** By what its first bytes are, as the name may lie. What is open is closed with the iterator. */
async function* decompressed(path: string, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  const start = (await firstBytes(path)).toString('hex');
  // Node itself has no readers for these.
  if (start.startsWith('425a68')) yield* filtered('bzip2', path, signal);
  else if (start === 'fd377a585a00') yield* filtered('xz', path, signal);
  else if (start.startsWith('28b52ffd')) yield* filtered('zstd', path, signal);
  else if (start.startsWith('1f8b')) yield* gunzipped(path);
  else yield* createReadStream(path);
}
async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(6), 0, 6, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
async function* gunzipped(path: string): AsyncGenerator<Buffer, void> {
  try {
    // A failure of either is told by the second, and destroying that one closes the file.
    yield* pipeline(createReadStream(path), createGunzip(), () => undefined);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_')) throw bad(cause.message, cause);
    throw cause;
  }
}
/** The path is one of ours. */
function filtered(program: string, path: string, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  const refused = () => bad(`${program} cannot decompress it`);
  return programOutput(program, ['-dc', '--', path], { path, signal, refused });
}

interface Overrides {
  readonly name?: string;
  readonly size?: number;
  readonly mtime?: number;
  readonly user?: string;
  readonly group?: string;
}
function overrides(kind: string, data: Buffer): Overrides {
  if (kind === 'L') return { name: text(data, 0, data.length) };
  if (kind !== 'x') return {};
  const records = paxRecords(data);
  const [name, size, mtime, user, group] = ['path', 'size', 'mtime', 'uname', 'gname'].map((key) => records.get(key));
  return {
    ...(name === undefined ? {} : { name }),
    ...(size === undefined ? {} : { size: decimal(size) }),
    ...(mtime === undefined ? {} : { mtime: Math.floor(decimal(mtime)) }),
    ...(user === undefined ? {} : { user }),
    ...(group === undefined ? {} : { group }),
  };
}
function decimal(digits: string): number {
  if (!/^\d{1,15}(\.\d+)?$/.test(digits)) throw bad('bad number in pax header');
  return Number(digits);
}
/** `<length> <key>=<value>\n`, one behind the other. */
function paxRecords(data: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const length = space === -1 ? Number.NaN : Number(data.toString('latin1', at, space));
    if (!Number.isSafeInteger(length) || length <= space - at + 1 || at + length > data.length) throw bad('bad pax header');
    const record = data.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

function describeMember(header: Buffer, size: number, given: Overrides): ArchiveMember {
  const prefix = text(header, 257, 5) === 'ustar' && header[263] === 0x30 ? text(header, 345, 155) : '';
  const name = given.name ?? (prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`);
  return {
    name: name.replace(/\/+$/, ''),
    size,
    mtime: given.mtime ?? number(header, 136, 12),
    mode: number(header, 100, 8),
    user: given.user ?? text(header, 265, 32),
    group: given.group ?? text(header, 297, 32),
  };
}
function text(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? field.length : end);
}
/** Octal text, or binary where the first bit is set. */
function number(block: Buffer, at: number, length: number): number {
  if (((block[at] ?? 0) & 0x80) !== 0) {
    const value = block.subarray(at + 1, at + length).reduce((sum, byte) => sum * 256 + byte, (block[at] ?? 0) & 0x7f);
    if (!Number.isSafeInteger(value)) throw bad('a number is too large');
    return value;
  }
  const digits = text(block, at, length).trim();
  if (!/^[0-7]*$/.test(digits)) throw bad('bad number');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}
function assertChecksum(header: Buffer): void {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (sum !== number(header, 148, 8)) throw bad('bad header checksum');
}
function padded(size: number): number {
  return Math.ceil(size / blockLength) * blockLength;
}

/** Takes pieces in portions of its own choosing. */
class BlockReader {
  readonly #pieces: AsyncGenerator<Buffer, void>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncGenerator<Buffer, void>) {
    this.#pieces = pieces;
  }

  /** So many bytes; undefined where the stream ends before. */
  async take(length: number): Promise<Buffer | undefined> {
    while (this.#rest.length < length) {
      const piece = await this.#next();
      if (!piece) return undefined;
      this.#rest = Buffer.concat([this.#rest, piece]);
    }
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
  async skip(length: number): Promise<void> {
    let left = length;
    while (left > this.#rest.length) {
      left -= this.#rest.length;
      const piece = await this.#next();
      if (!piece) throw bad('it is cut off');
      this.#rest = piece;
    }
    this.#rest = this.#rest.subarray(left);
  }
  async close(): Promise<void> {
    await this.#pieces.return();
  }
  async #next(): Promise<Buffer | undefined> {
    return (await this.#pieces.next()).value ?? undefined;
  }
}
