import type { Repo } from '@koji/common/types/repo';
import type { Call } from '../rpc/call.ts';
import { replaceLink } from '../tree/replace-link.ts';
import { hasNewerRepo } from './queries.ts';

/** Points `latest` at a repository that just got ready, unless there is a newer one or it was made to special order. */
export async function linkIfLatest(call: Call, repo: Repo): Promise<void> {
  const isSpecial = !repo.dist && Object.keys(repo.custom_opts ?? {}).length > 0;
  if (isSpecial || (await hasNewerRepo(call.db, repo))) return;
  const link = repo.dist ? call.layout.distRepo('latest', repo.tag_name) : call.layout.repo('latest', repo.tag_name);
  call.db.onCommit(async () => {
    try {
      await replaceLink(link, String(repo.id));
    } catch (err) {
      // People like the link, but nothing depends on it.
      call.log.error({ err, link }, 'could not make the latest link');
    }
  });
}
