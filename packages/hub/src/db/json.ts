import { GenericError } from '@koji/common/errors';
import { DateTime, Double, formatDouble, type WireStruct, type WireValue } from '@koji/common/wire/values';

/**
 * JSON as the database's text columns hold it (tag_extra.value, build.extra, …): spaced and escaped the way Koji has
 * always written it, and a double stays one even when it is whole.
 */
export function toJsonText(value: WireValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(BigInt(value)) : formatDouble(value);
  if (value instanceof Double) return finite(value.value);
  if (value instanceof DateTime) return quoted(value.text);
  if (value instanceof Uint8Array) throw new GenericError('base64 data cannot be kept as JSON');
  if (Array.isArray(value)) return `[${value.map(toJsonText).join(', ')}]`;
  let members = '';
  for (const key of Object.keys(value)) {
    if (members !== '') members += ', ';
    members += `${quoted(key)}: ${toJsonText(value[key] as WireValue)}`;
  }
  return `{${members}}`;
}
/** Characters that stand for themselves. */
const plain = /^[ !#-[\]-~]*$/;
function quoted(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
function finite(value: number): string {
  if (!Number.isFinite(value)) throw new GenericError(`${value} cannot be kept as JSON`);
  return formatDouble(value);
}

/** Doubles, and integers too long for a number. Most texts have neither and are read at full speed. */
const exoticNumber = /\d[.eE]|\d{16}/;
/** Where one may begin: hashes and addresses in strings are full of them, behind letters. */
const maybeExotic = /(?:^|[\s:,[])-?\d+(?:[.eE]|(?<=\d{16}))/;
const token = /"(?:[^"\\]|\\.)*"|-?\d+(\.\d+)?([eE][+-]?\d+)?/g;
// JSON text cannot hold this character raw, and PostgreSQL's text not at all.
const mark = '\\u0000';

/** The value of a JSON text; undefined for text that is none. */
export function fromJsonText(text: string): WireValue | undefined {
  try {
    if (!maybeExotic.test(text)) return JSON.parse(text) as WireValue;
    return JSON.parse(markNumbers(text), (_key, value) => (isMarked(value) ? readNumber(value.slice(1)) : value)) as WireValue;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
/** A struct kept as JSON text, as `extra` columns are; null stays null. */
export function structFromJson(text: string | null): WireStruct | null {
  if (text === null) return null;
  const value = fromJsonText(text);
  if (value === undefined) throw new GenericError(`Invalid JSON data: ${text.slice(0, 80)}`);
  return value as WireStruct | null;
}

function markNumbers(text: string): string {
  return text.replace(token, (match: string) =>
    match.startsWith('"') || !exoticNumber.test(match) ? match : `"${mark}${match}"`,
  );
}
function isMarked(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('\0');
}
function readNumber(text: string): WireValue {
  if (/[.eE]/.test(text)) return new Double(Number(text));
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
