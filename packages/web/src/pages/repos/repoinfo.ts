import type { Received } from '@koji/common/client/hub-client';
import type { Repo } from '@koji/common/types/repo';
import { REPO_STATES } from '@koji/common/types/states';
import type { HubReader } from '../../hub/hub-reader.ts';
import { countOf, countOnly } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { repoinfoView } from './repoinfo.view.tsx';

const shownRequests = 20;

export interface RepoinfoData {
  readonly repo: Received<Repo>;
  /** How many buildroots were made from it. */
  readonly buildroots: number;
  /** Requests that it fulfilled. */
  readonly requests: readonly { readonly id: number }[];
  /** Address of its files below that of the tree, while they exist. */
  readonly directory: string | undefined;
}

export const repoinfo = page({
  name: 'repoinfo',
  section: 'tags',
  parse: (query) => ({ repoID: query.id('repoID') }),
  load: loadRepoinfo,
  title: ({ repo }) => `Repository ${repo.id} of ${repo.tag_name}`,
  view: repoinfoView,
});

async function loadRepoinfo(hub: HubReader, { repoID }: { repoID: number }): Promise<RepoinfoData> {
  const [known, buildroots, requests] = await hub.read((hub) => [
    hub.repoInfo(repoID),
    hub.listBuildroots({ repoID, queryOpts: countOnly }),
    hub.repo.queryQueue({ clauses: [['repo_id', repoID]], fields: ['id'], opts: { order: 'id', limit: shownRequests } }),
  ]);
  const repo = found(known, 'repository', repoID);
  const exists = repo.state !== REPO_STATES.DELETED;
  return {
    repo,
    buildroots: countOf(buildroots),
    requests: requests as { id: number }[],
    directory: exists ? `${repo.dist ? 'repos-dist' : 'repos'}/${encodeURIComponent(repo.tag_name)}/${repo.id}` : undefined,
  };
}
