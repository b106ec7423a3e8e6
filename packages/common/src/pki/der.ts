import forge from 'node-forge';

/** One ASN.1 value as node-forge holds it: primitive contents are a string of one character per byte. */
export type Der = forge.asn1.Asn1;

const { Class, Type } = forge.asn1;

/** Universal string types by tag number. */
export const STRING_TAGS = { utf8: 12, printable: 19, teletex: 20, ia5: 22, universal: 28, bmp: 30 } as const;

function constructed(type: number, children: readonly Der[]): Der {
  return forge.asn1.create(Class.UNIVERSAL, type, true, [...children]);
}

function primitive(type: number, bytes: Uint8Array): Der {
  return forge.asn1.create(Class.UNIVERSAL, type, false, binary(bytes));
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function sequence(...children: readonly Der[]): Der {
  return constructed(Type.SEQUENCE, children);
}

export function set(...children: readonly Der[]): Der {
  return constructed(Type.SET, children);
}

export function oid(dotted: string): Der {
  return forge.asn1.create(Class.UNIVERSAL, Type.OID, false, forge.asn1.oidToDer(dotted).getBytes());
}

/** A non-negative INTEGER, from a number or from hexadecimal digits. */
export function integer(value: number | string): Der {
  const hex = typeof value === 'number' ? value.toString(16) : value;
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = bytes[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return primitive(Type.INTEGER, positive);
}

export function enumerated(value: number): Der {
  return primitive(Type.ENUMERATED, Buffer.of(value));
}

export function boolean(value: boolean): Der {
  return primitive(Type.BOOLEAN, Buffer.of(value ? 0xff : 0));
}

export function nothing(): Der {
  return primitive(Type.NULL, Buffer.alloc(0));
}

export function octets(bytes: Uint8Array): Der {
  return primitive(Type.OCTETSTRING, bytes);
}

/** A BIT STRING of whole bytes, or with `unused` bits left over at the end. */
export function bits(bytes: Uint8Array, unused = 0): Der {
  return primitive(Type.BITSTRING, Buffer.concat([Buffer.of(unused), bytes]));
}

export function text(tag: number, value: string): Der {
  // node-forge turns the characters of a BMPString into two bytes each by itself.
  if (tag === STRING_TAGS.bmp) return forge.asn1.create(Class.UNIVERSAL, Type.BMPSTRING, false, value);
  return primitive(tag, Buffer.from(value, tag === STRING_TAGS.utf8 ? 'utf8' : 'latin1'));
}

/** Time in a certificate or CRL: UTCTime through 2049, GeneralizedTime after (RFC 5280 4.1.2.5). */
export function time(moment: Date): Der {
  const utc = moment.getUTCFullYear() < 2050;
  const bytes = utc ? forge.asn1.dateToUtcTime(moment) : forge.asn1.dateToGeneralizedTime(moment);
  return forge.asn1.create(Class.UNIVERSAL, utc ? Type.UTCTIME : Type.GENERALIZEDTIME, false, bytes);
}

export function isTime(value: Der): boolean {
  return value.tagClass === Class.UNIVERSAL && (value.type === Type.UTCTIME || value.type === Type.GENERALIZEDTIME);
}
/** The moment of a time value. */
export function momentOf(value: Der): Date {
  const text = contentsOf(value).toString('latin1');
  return value.type === Type.UTCTIME ? forge.asn1.utcTimeToDate(text) : forge.asn1.generalizedTimeToDate(text);
}

/** `[tag]` around whole values (EXPLICIT). */
export function tagged(tag: number, ...children: readonly Der[]): Der {
  return forge.asn1.create(Class.CONTEXT_SPECIFIC, tag as number, true, [...children]);
}

/** `[tag]` in place of a primitive's own tag (IMPLICIT). */
export function taggedBytes(tag: number, bytes: Uint8Array): Der {
  return forge.asn1.create(Class.CONTEXT_SPECIFIC, tag as number, false, binary(bytes));
}

/** The value's complete encoding. */
export function toBytes(value: Der): Buffer {
  return Buffer.from(forge.asn1.toDer(value).getBytes(), 'latin1');
}

/** Reads one complete value; throws where the bytes are not DER or go on after it. */
export function fromBytes(bytes: Uint8Array): Der {
  // BIT STRINGs are left as bytes: node-forge would otherwise guess at a structure inside. Its typings know only `strict`.
  const options = { strict: true, parseAllBytes: true, decodeBitStrings: false } as unknown as boolean;
  return forge.asn1.fromDer(binary(bytes), options);
}

/** Children of a constructed value; throws for a primitive one. */
export function childrenOf(value: Der): Der[] {
  if (typeof value.value === 'string') throw new TypeError('expected a constructed ASN.1 value');
  return value.value;
}

/** Contents of a primitive value; throws for a constructed one. */
export function contentsOf(value: Der): Buffer {
  if (typeof value.value !== 'string') throw new TypeError('expected a primitive ASN.1 value');
  return Buffer.from(value.value, 'latin1');
}

/** Contents of a string value as text, whatever its string type. */
export function textOf(value: Der): string {
  if (typeof value.value !== 'string') throw new TypeError('expected an ASN.1 string');
  const tag: number = value.type;
  if (tag === STRING_TAGS.bmp) return value.value;
  const bytes = contentsOf(value);
  if (tag === STRING_TAGS.utf8) return bytes.toString('utf8');
  if (tag !== STRING_TAGS.universal) return bytes.toString('latin1');
  const points = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4));
  return String.fromCodePoint(...points);
}

export function oidOf(value: Der): string {
  return forge.asn1.derToOid(contentsOf(value).toString('latin1'));
}

export function isContext(value: Der, tag: number): boolean {
  return value.tagClass === Class.CONTEXT_SPECIFIC && value.type === tag;
}
