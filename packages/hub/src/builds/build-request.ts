import { GenericError } from '@koji/common/errors';
import { pathComponent } from '@koji/common/paths/rooted-join';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { toJsonText } from '../db/json.ts';
import { isInt32, isTruthy } from '../rpc/shapes.ts';

/** A build that somebody wants to exist. For drafts the release is the one they aim at. */
export interface BuildRequest {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch: number | null;
  readonly draft: boolean;
  readonly source: string | null;
  /** JSON text. */
  readonly extra: string | null;
}

/** Reads what clients and builders say of a new build. All but name, version, release and epoch may be left out. */
export function readBuildRequest(data: WireStruct): BuildRequest {
  const name = data.name;
  if (typeof name !== 'string' || name === '') throw new GenericError('No name or package id provided for build');
  for (const field of ['version', 'release', 'epoch'])
    if (data[field] === undefined) throw new GenericError(`No ${field} value for build`);
  return {
    name,
    version: readPathPart(data, 'version'),
    release: readPathPart(data, 'release'),
    epoch: readEpoch(data.epoch),
    draft: isTruthy(data.draft),
    source: readSource(data.source),
    extra: data.extra === undefined ? null : toJsonText(data.extra),
  };
}
/** Version and release become directories. */
function readPathPart(data: WireStruct, field: 'version' | 'release'): string {
  const value = data[field];
  if (typeof value !== 'string') throw new GenericError(`Invalid ${field} for build: ${JSON.stringify(value)}`);
  return pathComponent(value, field);
}
/** Compatibility: forms and command lines send the epoch as text, an empty one for none. */
export function readEpoch(value: WireValue | undefined): number | null {
  if (value === undefined || value === null || value === '') return null;
  if (isInt32(value)) return value;
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value);
  throw new GenericError(`Invalid epoch for build: ${JSON.stringify(value)}`);
}
function readSource(value: WireValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new GenericError('Invalid source for build');
  return value;
}
