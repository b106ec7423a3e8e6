import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { UsageError } from '../errors.ts';

/** Settings written as `key=value`. */
export function readExtra(words: readonly string[], readValue: (text: string) => WireValue): WireStruct {
  const extra: WireStruct = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals === -1) throw new UsageError(`Extra settings are written as key=value, not ${word}`);
    const key = word.slice(0, equals);
    if (Object.hasOwn(extra, key)) throw new UsageError(`Duplicate extra key: ${key}`);
    extra[key] = readValue(word.slice(equals + 1));
  }
  return extra;
}
