import { isStruct } from '@koji/common/is-struct';
import { DateTime, type WireValue } from '@koji/common/wire/values';
import { type Recorded, readFixture } from './records.ts';

/** The results of the steps before, by step. */
export type Results = ReadonlyMap<string, WireValue>;

export class UnmetReference extends Error {
  override name = 'UnmetReference';
  constructor(reference: readonly Recorded[]) {
    super(`needs ${JSON.stringify(reference)}, which the hub did not answer`);
  }
}

/** What to send for a recorded parameter: references and special values replaced (recording/FORMAT.md). */
export function resolve(recorded: Recorded, results: Results): WireValue {
  if (Array.isArray(recorded)) return recorded.map((item) => resolve(item, results));
  if (!isStruct(recorded)) return recorded as WireValue;
  const [special = ''] = Object.keys(recorded);
  const value = recorded[special] as Recorded;
  switch (special) {
    case '$ref':
      return follow(value as Recorded[], results);
    case '$join':
      return (value as Recorded[]).map((part) => String(resolve(part, results))).join('');
    case '$b64':
      return new Uint8Array(Buffer.from(value as string, 'base64'));
    case '$file':
      return new Uint8Array(readFixture(value as string));
    case '$file_base64_text':
      return readFixture(value as string).toString('base64');
    case '$now':
      return Math.floor(Date.now() / 1000) + (value as number);
    case '$datetime':
      return new DateTime(value as string);
    default:
      return Object.fromEntries(Object.entries(recorded).map(([key, item]) => [key, resolve(item as Recorded, results)]));
  }
}

function follow(reference: readonly Recorded[], results: Results): WireValue {
  const [step, ...path] = reference;
  if (!results.has(step as string)) throw new UnmetReference(reference);
  let value: unknown = results.get(step as string);
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !(String(key) in value)) throw new UnmetReference(reference);
    value = (value as Record<string, unknown>)[String(key)];
  }
  return value as WireValue;
}
