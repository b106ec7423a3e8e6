import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

/** The buildroots that a build's rpms and archives come from, once each; null where something has none. */
export async function listComponentBuildroots(db: Db, buildId: number): Promise<(number | null)[]> {
  const rows = await db.rows<{ buildroot_id: number | null }>(sql`
    select buildroot_id from rpminfo where build_id = ${buildId}
    union
    select buildroot_id from archiveinfo where build_id = ${buildId}`);
  return rows.map((row) => row.buildroot_id);
}
/** Names of the tags that a build has now. */
export async function listTagNamesOf(db: Db, buildId: number): Promise<string[]> {
  const rows = await db.rows<{ name: string }>(sql`
    select tag.name from tag_listing join tag on tag.id = tag_listing.tag_id
    where tag_listing.build_id = ${buildId} and tag_listing.active = true`);
  return rows.map((row) => row.name);
}
