import { isStruct } from '@koji/common/is-struct';
import { DateTime, Double, formatDouble, type WireValue } from '@koji/common/wire/values';

/** JSON as Python writes it with an indent of two: everything outside ASCII escaped, 1.0 kept apart from 1. */
export function prettyJson(value: WireValue, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[\n${value.map((item) => inner + prettyJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (isStruct(value)) {
    const members = Object.entries(value).map(([key, item]) => `${inner}${quoted(key)}: ${prettyJson(item, inner)}`);
    return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
  }
  return scalar(value);
}

function scalar(value: Exclude<WireValue, WireValue[]>): string {
  if (value instanceof Double) return formatDouble(value.value).replace('inf', 'Infinity').replace('nan', 'NaN');
  if (value instanceof DateTime) return quoted(value.text);
  if (value instanceof Uint8Array) throw new TypeError('binary data has no form in JSON');
  if (typeof value === 'string') return quoted(value);
  return String(value);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
