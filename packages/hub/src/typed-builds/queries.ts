import type { BuildType, ImageBuild, MavenBuild, WinBuild } from '@koji/common/types/build';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

export function findMavenBuild(db: Db, buildId: number): Promise<MavenBuild | undefined> {
  return db.row(sql`select build_id, group_id, artifact_id, version from maven_builds where build_id = ${buildId}`);
}
export function findWinBuild(db: Db, buildId: number): Promise<WinBuild | undefined> {
  return db.row(sql`select build_id, platform from win_builds where build_id = ${buildId}`);
}
export function findImageBuild(db: Db, buildId: number): Promise<ImageBuild | undefined> {
  return db.row(sql`select build_id from image_builds where build_id = ${buildId}`);
}
export function listTypesOf(db: Db, buildId: number): Promise<BuildType[]> {
  return db.rows(
    sql`select btype.id, btype.name from build_types join btype on btype.id = build_types.btype_id where build_id = ${buildId} order by btype.id`,
  );
}
export function findBType(db: Db, key: number | string): Promise<BuildType | undefined> {
  return db.row(sql`select id, name from btype where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`);
}
export async function insertBType(db: Db, name: string): Promise<void> {
  await db.run(sql`insert into btype (name) values (${name})`);
}
export async function insertMavenBuild(db: Db, { build_id, group_id, artifact_id, version }: MavenBuild): Promise<void> {
  await db.run(sql`
    insert into maven_builds (build_id, group_id, artifact_id, version) values (${build_id}, ${group_id}, ${artifact_id}, ${version})`);
}
export async function upsertWinBuild(db: Db, { build_id, platform }: WinBuild): Promise<void> {
  await db.run(sql`
    insert into win_builds (build_id, platform) values (${build_id}, ${platform})
    on conflict (build_id) do update set platform = excluded.platform`);
}
export async function insertImageBuild(db: Db, buildId: number): Promise<void> {
  await db.run(sql`insert into image_builds (build_id) values (${buildId}) on conflict do nothing`);
}
