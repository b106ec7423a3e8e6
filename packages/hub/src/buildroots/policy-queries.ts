import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

/** What policies ask of buildroots: who made them and from which tag's repository. */
export interface BuildrootOrigin {
  cg_name: string | null;
  tag_id: number | null;
  tag_name: string | null;
  repo_event: number | null;
}
export function listBuildrootOrigins(db: Db, ids: readonly number[]): Promise<BuildrootOrigin[]> {
  return db.rows(sql`
    select content_generator.name as cg_name, tag.id as tag_id, tag.name as tag_name, repo.create_event as repo_event
    from buildroot
    left join content_generator on content_generator.id = buildroot.cg_id
    left join standard_buildroot on standard_buildroot.buildroot_id = buildroot.id
    left join repo on repo.id = standard_buildroot.repo_id
    left join tag on tag.id = repo.tag_id
    where buildroot.id = any(${ids}::int[])`);
}
