import { groupBy } from '../db/group-by.ts';
import { sql } from '../db/sql.ts';
import type { Call } from '../rpc/call.ts';
import { isInt32, isTruthy } from '../rpc/shapes.ts';
import { parseExtra } from '../tags/queries.ts';
import { laggingEvent, requestRepo } from './request-repo.ts';

/** Behind what somebody asked for. */
const priority = 5;

/** Asks for repositories of the tags that want one always at hand (extra `repo.auto`). */
export async function requestAutomaticRepos(call: Call): Promise<void> {
  const rows = await call.db.rows<{ tag_id: number; key: string; value: string }>(sql`
    select tag_id, key, value from tag_extra where key in ('repo.auto', 'repo.lag') and active = true and value is not null order by tag_id`);
  for (const [tagId, settings] of groupBy(rows, (row) => row.tag_id)) {
    const value = (key: string) => {
      const row = settings.find((setting) => setting.key === key);
      return row && parseExtra(row);
    };
    if (!isTruthy(value('repo.auto'))) continue;
    const lag = value('repo.lag');
    const minEvent = await laggingEvent(call, tagId, isInt32(lag) ? lag : call.config.repoAutoLagS);
    await requestRepo(call, { tag: tagId, minEvent, priority });
  }
}
