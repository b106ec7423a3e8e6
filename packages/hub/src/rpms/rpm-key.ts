import { GenericError } from '@koji/common/errors';
import { formatNvra, type Nvra, parseNvra } from '@koji/common/rpm/nvr';
import type { Rpm } from '@koji/common/types/rpm';
import type { WireValue } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { findExternalRepoName } from '../external-repos/queries.ts';
import { orFault } from '../rpc/answers.ts';
import { isInt32, isStruct, isTruthy, type Shape } from '../rpc/shapes.ts';
import { listRpmsByKey } from './queries.ts';

/** How callers name an rpm: by id, or by name, version, release and arch with the external repository it comes from. */
export type GivenRpm = { readonly id: number } | (Nvra & { readonly location: number | string | null });

/** An id, also in digits, an NVRA with `@repository` behind it or not, or a struct of either. Anything else is a GenericError. */
export const rpmKey: Shape<GivenRpm> = {
  label: 'an rpm id, an NVRA or a struct of name, version, release and arch',
  read: readRpmKey,
};

export function readRpmKey(value: WireValue): GivenRpm {
  if (isInt32(value)) return { id: value };
  if (typeof value === 'string') return /^\d{1,9}$/.test(value.trim()) ? { id: Number(value) } : keyOf(parseNvra(value));
  if (!isStruct(value)) throw new GenericError(`Invalid type for rpminfo: ${JSON.stringify(value)}`);
  const { id, name, version, release, arch, location } = value;
  if (isInt32(id)) return { id };
  if (id !== undefined) throw new GenericError(`Invalid rpm id: ${JSON.stringify(id)}`);
  if (typeof name !== 'string' || typeof version !== 'string' || typeof release !== 'string' || typeof arch !== 'string') {
    throw new GenericError('did not provide name, version, release and arch');
  }
  return { name, version, release, arch, location: isTruthy(location) ? readLocation(location) : null };
}
/** The external repository of an rpm: kojid names it by id, people by name. */
export function readLocation(location: WireValue | undefined): number | string {
  if (typeof location === 'string' || isInt32(location)) return location;
  throw new GenericError('Invalid location for rpm');
}
function keyOf({ name, version, release, arch, location }: Nvra & { location?: string }): GivenRpm {
  return { name, version, release, arch, location: location ?? null };
}

export function describeRpmKey(key: GivenRpm): string {
  if ('id' in key) return String(key.id);
  return key.location === null ? formatNvra(key) : `${formatNvra(key)}@${key.location}`;
}

/** All rpms the key fits. Throws GenericError when it names an external repository that does not exist. */
export async function listRpmsOfKey(db: Db, key: GivenRpm): Promise<Rpm[]> {
  if ('id' in key || key.location === null) return listRpmsByKey(db, key);
  const { location, ...nvra } = key;
  const { id: externalRepoId } = orFault(await findExternalRepoName(db, location), `No such repo: ${location}`);
  return listRpmsByKey(db, { ...nvra, externalRepoId });
}

/** The rpm that is most likely meant: one of our own, else the newest draft, else the newest external one. */
export async function findRpmByKey(db: Db, key: GivenRpm): Promise<Rpm | undefined> {
  const rpms = await listRpmsOfKey(db, key);
  return (
    rpms.find((rpm) => rpm.external_repo_id === 0 && !rpm.draft) ??
    rpms.findLast((rpm) => rpm.external_repo_id === 0) ??
    rpms.at(-1)
  );
}
export async function requireRpm(db: Db, key: GivenRpm): Promise<Rpm> {
  return orFault(await findRpmByKey(db, key), `No such rpm: ${describeRpmKey(key)}`);
}
/** As requireRpm, and only those whose file is here. */
export async function requireInternalRpm(db: Db, key: GivenRpm): Promise<Rpm & { build_id: number }> {
  const rpm = await requireRpm(db, key);
  if (rpm.external_repo_id !== 0 || rpm.build_id === null) {
    throw new GenericError(`Not an internal rpm: ${describeRpmKey(key)} (from ${rpm.external_repo_name})`);
  }
  return { ...rpm, build_id: rpm.build_id };
}
