import { childrenOf, type Der, oid, oidOf, STRING_TAGS, sequence, set, text, textOf } from './der.ts';

/**
 * One attribute of a subject: `{ type: 'O', value: 'Example Org' }`.
 * `type` is OpenSSL's short name or a dotted OID. `encoding` pins the ASN.1 string type; left out, it follows from the value.
 */
export interface NamePart {
  readonly type: string;
  readonly value: string;
  readonly encoding?: 'printable' | 'utf8' | 'ia5';
}

const OIDS = new Map([
  ['C', '2.5.4.6'],
  ['ST', '2.5.4.8'],
  ['L', '2.5.4.7'],
  ['street', '2.5.4.9'],
  ['DC', '0.9.2342.19200300.100.1.25'],
  ['O', '2.5.4.10'],
  ['OU', '2.5.4.11'],
  ['CN', '2.5.4.3'],
  ['SN', '2.5.4.4'],
  ['GN', '2.5.4.42'],
  ['name', '2.5.4.41'],
  ['initials', '2.5.4.43'],
  ['title', '2.5.4.12'],
  ['description', '2.5.4.13'],
  ['serialNumber', '2.5.4.5'],
  ['UID', '0.9.2342.19200300.100.1.1'],
  ['emailAddress', '1.2.840.113549.1.9.1'],
]);
const SHORT_NAMES = new Map([...OIDS].map(([short, dotted]) => [dotted, short]));
const IA5_TYPES = new Set(['emailAddress', 'DC']);

// Upper bounds of RFC 5280 appendix A.1, in characters; OpenSSL enforces the same ones.
const LONGEST: Readonly<Record<string, number>> = { C: 2, ST: 128, L: 128, O: 64, OU: 64, CN: 64, emailAddress: 128 };

/** The common name put where convention has it: after the organization, before the e-mail address. Empty parts are dropped. */
export function subjectOf(commonName: string, parts: readonly NamePart[] = []): NamePart[] {
  const order = [...OIDS.keys()];
  const all = [...parts.filter((part) => part.value !== ''), { type: 'CN', value: commonName }];
  const rank = (part: NamePart) => (OIDS.has(part.type) ? order.indexOf(part.type) : order.length);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** The first common name of a subject, or undefined. */
export function commonNameOf(name: readonly NamePart[]): string | undefined {
  return name.find((part) => part.type === 'CN')?.value;
}

/** Encodes a subject; throws a RangeError that names the attribute which is empty, too long or not encodable. */
export function encodeName(name: readonly NamePart[]): Der {
  return sequence(...name.map((part) => set(sequence(oid(oidFor(part.type)), encodeValue(part)))));
}

/** Reads a subject or issuer; string types other than the usual three are re-encoded when it is written again. */
export function decodeName(name: Der): NamePart[] {
  return childrenOf(name).map((rdn) => {
    const [attribute, ...others] = childrenOf(rdn);
    if (attribute === undefined || others.length > 0)
      throw new RangeError('names with several attributes in one RDN are not supported');
    return decodePart(attribute);
  });
}
/** All attributes of a name in their order, also of one that cannot be written again. */
export function decodeParts(name: Der): NamePart[] {
  return childrenOf(name).flatMap(childrenOf).map(decodePart);
}
function decodePart(attribute: Der): NamePart {
  const [type, value] = childrenOf(attribute);
  const encoding = (['printable', 'utf8', 'ia5'] as const).find((known) => STRING_TAGS[known] === (value!.type as number));
  const dotted = oidOf(type!);
  const part = { type: SHORT_NAMES.get(dotted) ?? dotted, value: textOf(value!) };
  return encoding ? { ...part, encoding } : part;
}

/** OpenSSL's one-line form, as its `index.txt` has it: `/O=Example/CN=J\xC3\xBCrgen`. */
export function oneLineName(name: readonly NamePart[]): string {
  return name.map(({ type, value }) => `/${type}=${escapeBytes(value)}`).join('');
}

function escapeBytes(value: string): string {
  const shown = (byte: number) => byte >= 0x20 && byte <= 0x7e;
  const hex = (byte: number) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return Array.from(Buffer.from(value, 'utf8'), (byte) => (shown(byte) ? String.fromCharCode(byte) : hex(byte))).join('');
}

function oidFor(type: string): string {
  const dotted = OIDS.get(type) ?? type;
  if (!/^[0-2](\.\d+)+$/.test(dotted)) throw new RangeError(`unknown subject attribute ${type}`);
  return dotted;
}

function encodeValue({ type, value, encoding }: NamePart): Der {
  if (value.trim() === '') throw new RangeError(`subject attribute ${type} is empty`);
  if (/\p{Cc}/u.test(value)) throw new RangeError(`subject attribute ${type} contains a control character`);
  const longest = LONGEST[type];
  if (longest !== undefined && [...value].length > longest) {
    throw new RangeError(`subject attribute ${type} is longer than ${longest} characters: ${value}`);
  }
  if (type === 'C' && !/^[A-Za-z]{2}$/.test(value)) throw new RangeError(`country must be a two-letter code: ${value}`);
  return text(STRING_TAGS[encoding ?? encodingFor(type, value)], value);
}

/**
 * PrintableString where the characters allow it, else UTF8String, as the `string_mask` of Koji's customary ssl.cnf does:
 * `openssl ca` with a "match" policy compares string types too.
 */
function encodingFor(type: string, value: string): 'printable' | 'utf8' | 'ia5' {
  if (IA5_TYPES.has(type) && /^\p{ASCII}*$/u.test(value)) return 'ia5';
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? 'printable' : 'utf8';
}
