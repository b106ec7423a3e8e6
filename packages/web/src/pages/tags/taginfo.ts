import type { Received } from '@koji/common/client/hub-client';
import type { TaggedBuild } from '@koji/common/types/build';
import type { Repo } from '@koji/common/types/repo';
import type { InheritanceStep, Tag } from '@koji/common/types/tag';
import type { Target } from '@koji/common/types/target';
import type { HubReader } from '../../hub/hub-reader.ts';
import { orElse } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { taginfoView } from './taginfo.view.tsx';

const shownBuilds = 10;

export interface LinkedRepo {
  readonly external_repo_id: number;
  readonly external_repo_name: string;
  readonly url: string;
  readonly priority: number;
  readonly tag_name: string;
}
export interface TaginfoData {
  readonly tag: Received<Tag>;
  /** Parents in the order in which they are looked through, with how deep each stands. */
  readonly parents: readonly InheritanceStep[];
  readonly children: readonly { readonly tag_id: number; readonly name: string; readonly currdepth: number }[];
  readonly buildTargets: readonly Target[];
  readonly destTargets: readonly Target[];
  readonly repo: Received<Repo> | undefined;
  readonly externalRepos: readonly LinkedRepo[];
  readonly latest: readonly Received<TaggedBuild>[];
}

export const taginfo = page({
  name: 'taginfo',
  section: 'tags',
  parse: (query) => ({ tagID: query.idOrName('tagID') }),
  load: loadTaginfo,
  title: ({ tag }) => `Tag ${tag.name}`,
  view: taginfoView,
});

async function loadTaginfo(hub: HubReader, { tagID }: { tagID: number | string }): Promise<TaginfoData> {
  const [known] = await hub.read((hub) => [hub.getTag(tagID)]);
  const tag = found(known as Received<Tag> | null, 'tag', tagID);
  const [parents, children, buildTargets, destTargets, repo, external, latest] = await hub.attempt((hub) => [
    hub.getFullInheritance(tag.id),
    hub.getFullInheritance(tag.id, { reverse: true }),
    hub.getBuildTargets({ buildTagID: tag.id }),
    hub.getBuildTargets({ destTagID: tag.id }),
    hub.getRepo(tag.id),
    hub.getTagExternalRepos({ tag_info: tag.id }),
    hub.filterResults('listTagged', tag.id, { filterOpts: { order: '-create_event', limit: shownBuilds } } as never),
  ]);
  return {
    tag,
    parents: orElse(parents, []) as unknown as InheritanceStep[],
    children: (orElse(children, []) as unknown as TaginfoData['children'][number][]).filter(({ currdepth }) => currdepth === 1),
    buildTargets: orElse(buildTargets, []) as unknown as Target[],
    destTargets: orElse(destTargets, []) as unknown as Target[],
    repo: (orElse(repo, null) as Received<Repo> | null) ?? undefined,
    externalRepos: orElse(external, []) as unknown as LinkedRepo[],
    latest: orElse(latest, []) as unknown as Received<TaggedBuild>[],
  };
}
