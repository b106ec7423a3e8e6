import type { TagUpdateType } from '@koji/common/types/states';
import { sql } from '../db/sql.ts';
import { requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';

/** Notes for every tag that holds a build that its content has changed, so that repositories are made anew. */
export async function markTagsOfBuild(call: Call, buildId: number, type: TagUpdateType): Promise<void> {
  const holds = sql`select tag_id from tag_listing where build_id = ${buildId} and active = true`;
  if (!(await call.db.row(sql`${holds} limit 1`))) return;
  await call.db.run(sql`
    insert into tag_updates (tag_id, update_event, updater_id, update_type)
    select held.tag_id, ${await call.event()}::int, ${requireUser(call).id}::int, ${type}::int from (${holds}) held order by held.tag_id`);
}
