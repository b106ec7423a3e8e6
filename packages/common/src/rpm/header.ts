import { type FileHandle, open } from 'node:fs/promises';
import { GenericError } from '../errors.ts';

/** Where an entry's data lies within its header; `length` is in bytes and has been checked against the header's size. */
export interface HeaderEntry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
  readonly length: number;
}
/** One of the two headers of an rpm, taken apart but not decoded. */
export interface RpmHeader {
  /** The header as it stands in the file, magic included, padding excluded. */
  readonly bytes: Buffer;
  /** By tag; of a tag that comes twice the last entry counts. */
  readonly entries: ReadonlyMap<number, HeaderEntry>;
}
/** The parts of an rpm before its payload. */
export interface RpmFile {
  readonly signature: RpmHeader;
  readonly header: RpmHeader;
  readonly signatureStart: number;
  /** The signature header with its padding: what is stored and signed anew. */
  readonly signatureHeader: Buffer;
  readonly payloadStart: number;
  /** Length of the whole file. */
  readonly size: number;
}
export type HeaderValue = string | Buffer | number | bigint | readonly string[] | readonly (number | bigint)[];

const TYPES = {
  NULL: 0,
  CHAR: 1,
  INT8: 2,
  INT16: 3,
  INT32: 4,
  INT64: 5,
  STRING: 6,
  BIN: 7,
  STRING_ARRAY: 8,
  I18NSTRING: 9,
} as const;
const integerBytes: ReadonlyMap<number, number> = new Map([
  [TYPES.CHAR, 1],
  [TYPES.INT8, 1],
  [TYPES.INT16, 2],
  [TYPES.INT32, 4],
  [TYPES.INT64, 8],
]);

const leadLength = 96;
const leadMagic = Buffer.from('edabeedb', 'hex');
const headerMagic = Buffer.from('8eade8', 'hex');
const introLength = 16;
const entryLength = 16;
// rpm's own limits; nothing that rpm can read is longer.
const maxEntries = 0xffff;
const maxDataLength = 0x0fffffff;

function bad(what: string): GenericError {
  return new GenericError(`Invalid rpm: ${what}`);
}

/** Length of the header whose first 16 bytes these are, without padding. Throws GenericError when they begin no header. */
export function headerLength(intro: Uint8Array): number {
  const view = Buffer.from(intro.buffer, intro.byteOffset, intro.byteLength);
  if (view.length < introLength) throw bad('header is cut off');
  if (!view.subarray(0, 3).equals(headerMagic)) throw bad('bad header magic');
  const [count, dataLength] = [view.readUInt32BE(8), view.readUInt32BE(12)];
  if (count > maxEntries) throw bad(`header has ${count} entries`);
  if (dataLength > maxDataLength) throw bad(`header has ${dataLength} bytes of data`);
  return introLength + count * entryLength + dataLength;
}

/** Takes a header apart, checking every offset and count. Bytes behind it are ignored. Throws GenericError. */
export function parseHeader(given: Uint8Array): RpmHeader {
  const length = headerLength(given);
  if (length > given.length) throw bad('header is cut off');
  const bytes = Buffer.from(given.buffer, given.byteOffset, length);
  const count = bytes.readUInt32BE(8);
  const data = bytes.subarray(introLength + count * entryLength);
  const entries = new Map<number, HeaderEntry>();
  let covered = 0;
  for (let index = 0; index < count; index += 1) {
    const at = introLength + index * entryLength;
    const entry = { type: bytes.readUInt32BE(at + 4), offset: bytes.readUInt32BE(at + 8), count: bytes.readUInt32BE(at + 12) };
    const dataLength = entryDataLength(data, entry);
    // Entries never share data; without this check a small header could ask for endless scanning.
    covered += dataLength;
    if (covered > data.length) throw bad('header entries overlap');
    entries.set(bytes.readUInt32BE(at), { ...entry, length: dataLength });
  }
  return { bytes, entries };
}

function entryDataLength(data: Buffer, { type, offset, count }: Omit<HeaderEntry, 'length'>): number {
  if (offset > data.length) throw bad('header entry points outside its data');
  if (type === TYPES.NULL) return 0;
  const width = type === TYPES.BIN ? 1 : integerBytes.get(type);
  if (width !== undefined) {
    if (offset + width * count > data.length) throw bad('header entry runs past its data');
    return width * count;
  }
  if (type !== TYPES.STRING && type !== TYPES.STRING_ARRAY && type !== TYPES.I18NSTRING)
    throw bad(`unknown type ${type} in header`);
  if (type === TYPES.STRING && count !== 1) throw bad(`a string counted ${count} times in header`);
  let end = offset;
  for (let left = count; left > 0; left -= 1) {
    const terminator = data.indexOf(0, end);
    if (terminator === -1) throw bad('unterminated string in header');
    end = terminator + 1;
  }
  return end - offset;
}

/** What a tag holds, as the file has it: one string, bytes, or a list. Undefined when the tag is absent. */
export function headerValue(header: RpmHeader, tag: number): string | Buffer | string[] | (number | bigint)[] | undefined {
  const entry = header.entries.get(tag);
  if (!entry || entry.type === TYPES.NULL) return undefined;
  const data = entryData(header, entry);
  const width = integerBytes.get(entry.type);
  if (width !== undefined) return readIntegers(data, width);
  if (entry.type === TYPES.BIN) return data;
  if (entry.type === TYPES.STRING) return data.subarray(0, -1).toString('utf8');
  return entry.count === 0 ? [] : splitStrings(data);
}
function entryData({ bytes }: RpmHeader, { offset, length }: HeaderEntry): Buffer {
  const start = introLength + bytes.readUInt32BE(8) * entryLength + offset;
  return bytes.subarray(start, start + length);
}
function readIntegers(data: Buffer, width: number): (number | bigint)[] {
  const values: (number | bigint)[] = [];
  for (let at = 0; at < data.length; at += width) values.push(width === 8 ? readLong(data, at) : data.readUIntBE(at, width));
  return values;
}
function readLong(data: Buffer, at: number): number | bigint {
  const value = data.readBigUInt64BE(at);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
function splitStrings(data: Buffer): string[] {
  const strings: string[] = [];
  for (let start = 0; start < data.length; ) {
    const end = data.indexOf(0, start);
    strings.push(data.toString('utf8', start, end));
    start = end + 1;
  }
  return strings;
}

/** Reads the two headers of an rpm and nothing of its payload. Throws GenericError for a file that is none. */
export async function readRpm(file: string | FileHandle): Promise<RpmFile> {
  if (typeof file !== 'string') return readParts(file);
  const handle = await open(file, 'r');
  try {
    return await readParts(handle);
  } finally {
    await handle.close();
  }
}

async function readParts(handle: FileHandle): Promise<RpmFile> {
  const { size } = await handle.stat();
  const lead = await readExactly(handle, 0, leadLength, size);
  if (!lead.subarray(0, 4).equals(leadMagic)) throw bad('no rpm lead');
  // Only the signature header is padded, to a multiple of 8 bytes.
  const signatureLength = Math.ceil((await readHeaderLength(handle, leadLength, size)) / 8) * 8;
  const signatureHeader = await readExactly(handle, leadLength, signatureLength, size);
  const headerStart = leadLength + signatureLength;
  const payloadStart = headerStart + (await readHeaderLength(handle, headerStart, size));
  const header = parseHeader(await readExactly(handle, headerStart, payloadStart - headerStart, size));
  return { signature: parseHeader(signatureHeader), header, signatureStart: leadLength, signatureHeader, payloadStart, size };
}
async function readHeaderLength(handle: FileHandle, start: number, size: number): Promise<number> {
  return headerLength(await readExactly(handle, start, introLength, size));
}
/** Looks at the file's size first: a length that the file only claims must not cost memory. */
async function readExactly(handle: FileHandle, start: number, length: number, size: number): Promise<Buffer> {
  if (start + length > size) throw bad('file is cut off');
  const buffer = Buffer.allocUnsafe(length);
  for (let read = 0; read < length; ) {
    const { bytesRead } = await handle.read(buffer, read, length - read, start + read);
    if (bytesRead === 0) throw bad('file is cut off');
    read += bytesRead;
  }
  return buffer;
}

/** The signature header of an rpm with its padding. */
export async function readSignatureHeader(file: string): Promise<Buffer> {
  return (await readRpm(file)).signatureHeader;
}
