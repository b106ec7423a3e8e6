import { GenericError } from '../errors.ts';
import { headerValue, parseHeader } from './header.ts';

// Where signatures stand in a signature header, in the order in which they count.
const signatureTags = [1005, 1002, 267, 268];

/**
 * The id of the key that an rpm's signature header was signed with: the last 8 hex digits, lower case; '' when it is
 * not signed. Throws GenericError when the signature cannot be read.
 */
export function signatureKey(signatureHeader: Uint8Array): string {
  const header = parseHeader(signatureHeader);
  for (const tag of signatureTags) {
    const packet = headerValue(header, tag);
    if (packet instanceof Buffer && packet.length > 0) return packetKey(packet);
  }
  return '';
}

function bad(what: string): GenericError {
  return new GenericError(`Invalid signature: ${what}`);
}

/** The issuer of an OpenPGP signature packet (RFC 4880 §5.2). */
function packetKey(packet: Buffer): string {
  const body = packetBody(packet);
  const version = body[0];
  if (version === 3) return slice(body, 11, 15).toString('hex');
  if (version !== 4) throw bad(`packet version ${version}`);
  const hashedLength = slice(body, 4, 6).readUInt16BE();
  const hashedEnd = 6 + hashedLength;
  const unhashedLength = slice(body, hashedEnd, hashedEnd + 2).readUInt16BE();
  const issuers = [
    ...subpacketIssuers(slice(body, 6, hashedEnd)),
    ...subpacketIssuers(slice(body, hashedEnd + 2, hashedEnd + 2 + unhashedLength)),
  ];
  const [issuer] = issuers;
  if (issuers.length !== 1 || issuer === undefined || issuer.length < 4) throw bad(`${issuers.length} issuers`);
  return issuer.subarray(-4).toString('hex');
}

function packetBody(packet: Buffer): Buffer {
  const first = packet[0] ?? 0;
  if ((first & 0x80) === 0) throw bad('not an OpenPGP packet');
  const isNew = (first & 0x40) !== 0;
  const tag = isNew ? first & 0x3f : (first & 0x3c) >> 2;
  if (tag !== 2) throw bad('not a signature packet');
  const { offset, length } = isNew ? newLength(packet) : oldLength(packet, first & 0x03);
  if (offset + length !== packet.length) throw bad('packet length');
  return packet.subarray(offset);
}
function oldLength(packet: Buffer, kind: number): { offset: number; length: number } {
  if (kind === 3) return { offset: 1, length: packet.length - 1 };
  const bytes = 1 << kind;
  return { offset: 1 + bytes, length: slice(packet, 1, 1 + bytes).readUIntBE(0, bytes) };
}
function newLength(packet: Buffer): { offset: number; length: number } {
  const first = slice(packet, 1, 2).readUInt8();
  if (first < 192) return { offset: 2, length: first };
  if (first < 224) return { offset: 3, length: ((first - 192) << 8) + slice(packet, 2, 3).readUInt8() + 192 };
  if (first === 255) return { offset: 6, length: slice(packet, 2, 6).readUInt32BE() };
  throw bad('partial body length');
}

function subpacketIssuers(area: Buffer): Buffer[] {
  const issuers: Buffer[] = [];
  for (let at = 0; at < area.length; ) {
    const { start, length } = subpacketLength(area, at);
    if (length === 0) throw bad('empty subpacket');
    const subpacket = slice(area, start, start + length);
    if (subpacket[0] === 16) issuers.push(subpacket.subarray(1));
    at = start + length;
  }
  return issuers;
}
function subpacketLength(area: Buffer, at: number): { start: number; length: number } {
  const first = slice(area, at, at + 1).readUInt8();
  if (first < 192) return { start: at + 1, length: first };
  if (first < 255) return { start: at + 2, length: ((first - 192) << 8) + slice(area, at + 1, at + 2).readUInt8() + 192 };
  return { start: at + 5, length: slice(area, at + 1, at + 5).readUInt32BE() };
}

function slice(bytes: Buffer, start: number, end: number): Buffer {
  if (end > bytes.length) throw bad('packet is cut off');
  return bytes.subarray(start, end);
}
