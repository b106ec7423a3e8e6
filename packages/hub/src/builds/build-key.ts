import { GenericError } from '@koji/common/errors';
import { formatNvr, type Nvr, parseNvr } from '@koji/common/rpm/nvr';
import type { Build } from '@koji/common/types/build';
import type { WireValue } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { orFault } from '../rpc/answers.ts';
import { isInt32, isStruct, type Shape } from '../rpc/shapes.ts';
import { findBuild, findBuildIdByNvr, lockBuild } from './queries.ts';

/** How callers name a build: by id or by name, version and release. */
export type BuildKey = number | Nvr;

/** An id, a name-version-release (an epoch in front is passed over), or a struct of the three. Anything else is a GenericError. */
export const buildKey: Shape<BuildKey> = {
  label: 'a build id, an NVR or a struct of name, version and release',
  read: readBuildKey,
};

export function readBuildKey(value: WireValue): BuildKey {
  if (isInt32(value)) return value;
  if (typeof value === 'string') return nvrOf(parseNvr(value));
  if (!isStruct(value)) throw new GenericError(`Invalid type for a build: ${JSON.stringify(value)}`);
  const { name, version, release } = value;
  if (typeof name !== 'string' || typeof version !== 'string' || typeof release !== 'string') {
    throw new GenericError('did not provide name, version, and release');
  }
  return { name, version, release };
}
function nvrOf({ name, version, release }: Nvr): Nvr {
  return { name, version, release };
}

export function describeBuildKey(key: BuildKey): string {
  return typeof key === 'number' ? String(key) : formatNvr(key);
}

export async function findBuildByKey(db: Db, key: BuildKey): Promise<Build | undefined> {
  const id = typeof key === 'number' ? key : await findBuildIdByNvr(db, key);
  return id === undefined ? undefined : findBuild(db, id);
}
export async function requireBuild(db: Db, key: BuildKey): Promise<Build> {
  return orFault(await findBuildByKey(db, key), `No such build: ${describeBuildKey(key)}`);
}
/** A build as it is now, held until the transaction ends. */
export async function requireLockedBuild(db: Db, id: number): Promise<Build> {
  await lockBuild(db, id);
  return requireBuild(db, id);
}
