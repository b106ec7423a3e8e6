import type { ExternalRepo, TagExternalRepo } from '@koji/common/types/external-repo';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered, orElse } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { externalrepoinfoView } from './externalrepoinfo.view.tsx';

export interface ExternalrepoinfoData {
  readonly repo: ExternalRepo;
  readonly tags: readonly TagExternalRepo[];
}

export const externalrepoinfo = page({
  name: 'externalrepoinfo',
  section: 'tags',
  parse: (query) => ({ extrepoID: query.idOrName('extrepoID') }),
  load: loadExternalRepo,
  title: ({ repo }) => `External repository ${repo.name}`,
  view: externalrepoinfoView,
});

async function loadExternalRepo(hub: HubReader, { extrepoID }: { extrepoID: number | string }): Promise<ExternalrepoinfoData> {
  const [known, tags] = await hub.attempt((hub) => [
    hub.getExternalRepo(extrepoID),
    hub.getTagExternalRepos({ repo_info: extrepoID }),
  ]);
  return {
    repo: found(answered(known), 'external repository', extrepoID),
    tags: orElse(tags, []),
  };
}
