import { GenericError } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { isStruct } from '../rpc/shapes.ts';
import type { ArchiveInfo } from './import-archive.ts';

/** What callers tell of an archive, by its build type. */
export function readArchiveInfo(btype: string, given: WireValue | undefined): ArchiveInfo {
  if (btype !== 'maven' && btype !== 'win' && btype !== 'image') return { btype, subdir: '' };
  if (!isStruct(given)) throw new GenericError(`Invalid ${btype} info: expected a struct`);
  switch (btype) {
    case 'maven':
      return {
        btype,
        group_id: text(given, 'group_id'),
        artifact_id: text(given, 'artifact_id'),
        version: text(given, 'version'),
      };
    case 'win':
      return {
        btype,
        relpath: text(given, 'relpath').replace(/^\/+|\/+$/g, ''),
        platforms: texts(given, 'platforms'),
        flags: given.flags === undefined || given.flags === null ? [] : texts(given, 'flags'),
      };
    case 'image':
      return { btype, arch: text(given, 'arch') };
  }
}
function text(given: WireStruct, field: string): string {
  const value = given[field];
  if (typeof value !== 'string') throw new GenericError(`Invalid value for ${field}: ${JSON.stringify(value)}`);
  return value;
}
function texts(given: WireStruct, field: string): string[] {
  const value = given[field];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw new GenericError(`Invalid value for ${field}: expected a list of strings`);
  return value;
}
