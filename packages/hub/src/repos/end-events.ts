import type { Call } from '../rpc/call.ts';
import { readFirstChange, readLastChange } from '../tags/tag-changes.ts';
import { listCurrentRepos, updateEndEvent } from './queries.ts';

/** Notes for ready repositories the event at which their tag went on. */
export async function updateEndEvents(call: Call): Promise<void> {
  /** The last change of tags that were found unchanged since some repository. */
  const lastChanges = new Map<number, number | null>();
  for (const repo of await listCurrentRepos(call.db)) {
    const known = lastChanges.get(repo.tag_id);
    if (known !== undefined && (known ?? 0) <= repo.create_event) continue;
    const tag = { tagId: repo.tag_id, inherit: true };
    const end = await readFirstChange(call.db, tag, repo.create_event);
    if (end === null) lastChanges.set(repo.tag_id, await readLastChange(call.db, tag, null));
    else await updateEndEvent(call.db, repo.id, end);
  }
}
