import type { Package } from '@koji/common/types/package';
import type { Db } from '../db/database.ts';
import { assertPathName } from '../users/names.ts';
import { findPackage, insertPackage } from './queries.ts';

/** The package of a name, made when there is none yet. Its name becomes a directory below packages. */
export async function ensurePackage(db: Db, name: string): Promise<Package> {
  const known = await findPackage(db, name);
  if (known) return known;
  assertPathName(name);
  return insertPackage(db, name);
}
