import type { Package } from '@koji/common/types/package';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

export function findPackage(db: Db, key: number | string): Promise<Package | undefined> {
  return db.row(sql`select id, name from package where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`);
}
export async function insertPackage(db: Db, name: string): Promise<Package> {
  // Two imports may bring the first build of a package at the same time.
  const id = await db.value<number>(
    sql`insert into package (name) values (${name}) on conflict (name) do update set name = excluded.name returning id`,
  );
  return { id: id as number, name };
}
