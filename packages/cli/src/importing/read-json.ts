import { readFile } from 'node:fs/promises';
import { isStruct } from '@koji/common/is-struct';
import type { WireStruct } from '@koji/common/wire/values';
import { CommandFailure } from '../errors.ts';
import { parseJson } from '../values/read-value.ts';

/** A file with one JSON object. */
export async function readJsonObject(path: string): Promise<WireStruct> {
  const value = parseJson(await readFile(path, 'utf8'));
  if (!isStruct(value)) throw new CommandFailure(`${path} holds no JSON object`);
  return value;
}
