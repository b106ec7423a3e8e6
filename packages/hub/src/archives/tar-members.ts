import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GenericError } from '@koji/common/errors';
import { type ArchiveMember, maxMembers } from './archive-member.ts';

const blockLength = 512;
/** Long names and pax records; real ones are short. */
const maxMetadataBytes = 1 << 20;

/** Plain files, in the spellings of old and new writers; links and directories have nothing behind their header. */
const kindsWithContent = new Set(['0', '\0', '7', 'S', 'D']);

function bad(what: string): GenericError {
  return new GenericError(`not a readable tar file: ${what}`);
}

/** The members of a tar file, compressed or not. Contents are passed over. */
export async function readTarMembers(path: string, signal: AbortSignal): Promise<ArchiveMember[]> {
  const members: ArchiveMember[] = [];
  const reader = new BlockReader(await decompressed(path, signal));
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
    reader.close();
  }
  return members;
}

/** By what its first bytes are, as the name may lie. */
async function decompressed(path: string, signal: AbortSignal): Promise<Readable> {
  const handle = await open(path, 'r');
  const start = Buffer.alloc(6);
  await handle.read(start, 0, start.length, 0);
  await handle.close();
  if (start.subarray(0, 2).toString('hex') === '1f8b') return createReadStream(path).pipe(createGunzip());
  if (start.subarray(0, 3).toString('latin1') === 'BZh') return filter('bzip2', path, signal);
  if (start.toString('hex') === 'fd377a585a00') return filter('xz', path, signal);
  if (start.subarray(0, 4).toString('hex') === '28b52ffd') return filter('zstd', path, signal);
  return createReadStream(path);
}
/** Node itself has no reader for these. The path is one of ours. */
function filter(program: string, path: string, signal: AbortSignal): Readable {
  const child = spawn(program, ['-dc', '--', path], { stdio: ['ignore', 'pipe', 'ignore'], signal });
  child.on('error', (cause) => child.stdout.destroy(new GenericError(`cannot run ${program} to read ${path}`, { cause })));
  child.stdout.on('close', () => child.kill());
  return child.stdout;
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
    ...(size === undefined ? {} : { size: Number(size) }),
    ...(mtime === undefined ? {} : { mtime: Math.floor(Number(mtime)) }),
    ...(user === undefined ? {} : { user }),
    ...(group === undefined ? {} : { group }),
  };
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

/** Takes a stream in portions of its own choosing. */
class BlockReader {
  readonly #stream: Readable;
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
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
  close(): void {
    this.#stream.destroy();
  }
  async #next(): Promise<Buffer | undefined> {
    const { value, done } = await this.#pieces.next();
    return done ? undefined : value;
  }
}
