import type { Nvr } from '@koji/common/rpm/nvr';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

export function listBuildIds(db: Db, names: readonly Nvr[]): Promise<(Nvr & { id: number })[]> {
  const column = (key: keyof Nvr) => names.map((name) => name[key]);
  return db.rows(sql`
    select build.id, package.name, build.version, build.release
    from unnest(${column('name')}::text[], ${column('version')}::text[], ${column('release')}::text[]) as wanted (name, version, release)
    join package on package.name = wanted.name
    join build on build.pkg_id = package.id and build.version = wanted.version and build.release = wanted.release`);
}
