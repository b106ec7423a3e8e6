import { readFile } from 'node:fs/promises';
import { isStruct } from '@koji/common/is-struct';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { CommandFailure } from '../errors.ts';
import { parseJson, ValueSyntaxError } from '../values/read-value.ts';

/** A file with one JSON object. */
export async function readJsonObject(path: string): Promise<WireStruct> {
  const value = readJson(path, await readFile(path, 'utf8'));
  if (!isStruct(value)) throw new CommandFailure(`${path} holds no JSON object`);
  return value;
}

function readJson(path: string, text: string): WireValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof ValueSyntaxError)) throw error;
    throw new CommandFailure(`${path} is not valid JSON: ${error.message}`);
  }
}
