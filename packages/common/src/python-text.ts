import { DateTime, Double, formatDouble, type WireValue } from './wire/values.ts';

const escapes: { readonly [character: string]: string } = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The Python literal for a value, as Python's own `repr` writes it. Mock configuration files are Python, and labels that
 * show lists or missing values have this form.
 */
export function pythonRepr(value: WireValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : formatDouble(value);
  if (value instanceof Double) return formatDouble(value.value);
  if (value instanceof DateTime) return quoted(value.text);
  if (value instanceof Uint8Array) return bytesLiteral(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${quoted(key)}: ${pythonRepr(item)}`)
    .join(', ')}}`;
}

/** The text of a value as Python's `str` gives it: text as it is, everything else as its literal. */
export function pythonStr(value: WireValue): string {
  if (typeof value === 'string') return value;
  return value instanceof DateTime ? value.text : pythonRepr(value);
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = Array.from(text, (character) => {
    if (character === quote) return `\\${character}`;
    return escapes[character] ?? (isPrintable(character) ? character : codePointEscape(character));
  });
  return quote + body.join('') + quote;
}

function isPrintable(character: string): boolean {
  return character === ' ' || !/[\p{C}\p{Z}]/u.test(character);
}

function codePointEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

function bytesLiteral(bytes: Uint8Array): string {
  const body = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (character === "'") return "\\'";
    return escapes[character] ?? (byte >= 0x20 && byte < 0x7f ? character : codePointEscape(character));
  });
  return `b'${body.join('')}'`;
}
