import type { Nvr } from '@koji/common/rpm/nvr';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

/** So many new events, in their order. */
export async function insertEvents(db: Db, count: number): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    sql`insert into events (time) select clock_timestamp() from generate_series(1, ${count}) returning id`,
  );
  return rows.map((row) => row.id).sort((a, b) => a - b);
}

export function listBuildIds(db: Db, names: readonly Nvr[]): Promise<(Nvr & { id: number })[]> {
  const column = (key: keyof Nvr) => names.map((name) => name[key]);
  return db.rows(sql`
    select build.id, package.name, build.version, build.release
    from unnest(${column('name')}::text[], ${column('version')}::text[], ${column('release')}::text[]) as wanted (name, version, release)
    join package on package.name = wanted.name
    join build on build.pkg_id = package.id and build.version = wanted.version and build.release = wanted.release`);
}
