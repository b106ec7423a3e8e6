import type { Volume } from '@koji/common/types/volume';
import type { Db } from '../db/database.ts';
import { insertedId } from '../db/inserted-id.ts';
import { sql } from '../db/sql.ts';

export function findVolume(db: Db, key: number | string): Promise<Volume | undefined> {
  return db.row(sql`select id, name from volume where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`);
}
export function listVolumes(db: Db): Promise<Volume[]> {
  return db.rows(sql`select id, name from volume order by id`);
}
export async function insertVolume(db: Db, name: string): Promise<Volume> {
  return { id: await insertedId(db, sql`insert into volume (name) values (${name}) returning id`), name };
}
export async function deleteVolume(db: Db, id: number): Promise<void> {
  await db.run(sql`delete from volume where id = ${id}`);
}
export async function isVolumeUsed(db: Db, id: number): Promise<boolean> {
  return (await db.row(sql`select id from build where volume_id = ${id} limit 1`)) !== undefined;
}
