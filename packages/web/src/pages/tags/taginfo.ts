import type { Received } from '@koji/common/client/hub-client';
import type { TaggedBuild } from '@koji/common/types/build';
import type { Repo } from '@koji/common/types/repo';
import type { InheritanceStep, Tag } from '@koji/common/types/tag';
import type { Target } from '@koji/common/types/target';
import type { HubReader } from '../../hub/hub-reader.ts';
import { countOf, countOnly } from '../../hub/outcomes.ts';
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
  /** When the tag was deleted, in epoch seconds; there is no more to say of it then. */
  readonly deletedAt: number | undefined;
  /** Parents in the order in which they are looked through, with how deep each stands. */
  readonly parents: readonly InheritanceStep[];
  readonly children: readonly { readonly tag_id: number; readonly name: string }[];
  readonly buildTargets: readonly Target[];
  readonly destTargets: readonly Target[];
  readonly repo: Received<Repo> | undefined;
  /** How many repositories have been asked for. */
  readonly requests: number;
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
  const [known] = await hub.read((hub) => [hub.getTag(tagID, { event: 'auto' })]);
  const tag = found(known, 'tag', tagID);
  if (tag.revoke_event !== undefined) return { ...nothing, tag, deletedAt: await momentOf(hub, tag.revoke_event) };
  const [parents, children, buildTargets, destTargets, repo, requests, externalRepos, latest] = await hub.read((hub) => [
    hub.getFullInheritance(tag.id),
    hub.getFullInheritance(tag.id, { reverse: true }),
    hub.getBuildTargets({ buildTagID: tag.id }),
    hub.getBuildTargets({ destTagID: tag.id }),
    hub.getRepo(tag.id),
    hub.repo.queryQueue({ clauses: [['tag_id', tag.id]], opts: countOnly }),
    hub.getTagExternalRepos({ tag_info: tag.id }),
    hub.filterResults('listTagged', tag.id, { filterOpts: { order: '-create_event', limit: shownBuilds } }),
  ]);
  return {
    tag,
    deletedAt: undefined,
    parents,
    children: children.flatMap(({ tag_id, name, currdepth }) => (currdepth === 1 && tag_id ? { tag_id, name } : [])),
    buildTargets,
    destTargets,
    repo: repo ?? undefined,
    requests: countOf(requests),
    externalRepos,
    latest: latest as Received<TaggedBuild>[],
  };
}

const nothing = {
  parents: [],
  children: [],
  buildTargets: [],
  destTargets: [],
  repo: undefined,
  requests: 0,
  externalRepos: [],
  latest: [],
};

async function momentOf(hub: HubReader, eventId: number): Promise<number | undefined> {
  const [event] = await hub.read((hub) => [hub.getEvent(eventId)]);
  return event?.ts;
}
