import type { InheritanceChange, InheritanceLink, ListedTag, Tag } from '@koji/common/types/tag';
import type { HubReader } from '../../hub/hub-reader.ts';
import { href } from '../../view/link.tsx';
import { formPage } from '../page.ts';
import { found, PageProblem } from '../problems.ts';
import type { Query } from '../query.ts';
import { tagparentView } from './tagparent.view.tsx';

const actions = ['add', 'edit', 'remove'] as const;
export type ParentAction = (typeof actions)[number];
interface ParentQuery {
  readonly tagID: number;
  readonly parentID: number | undefined;
  readonly action: ParentAction;
}
export interface ParentData {
  readonly action: ParentAction;
  readonly tag: Tag;
  /** The link to change or to remove. */
  readonly link: InheritanceLink | undefined;
  /** Tags that may become a parent. */
  readonly candidates: readonly ListedTag[];
  readonly nextPriority: number;
}

/** Adds, changes or removes one link of a tag's inheritance. */
export const tagparent = formPage({
  name: 'tagparent',
  section: 'tags',
  parse: (query): ParentQuery => ({
    tagID: query.id('tagID'),
    parentID: query.optionalId('parentID'),
    action: query.oneOf('action', actions, 'add'),
  }),
  load: loadParent,
  title: ({ action, tag }) => (action === 'add' ? `New parent of ${tag.name}` : `Parent of ${tag.name}`),
  view: tagparentView,
  async submit({ hub }, fields) {
    const tagID = fields.id('tagID');
    await hub.setInheritanceData(tagID, [readChange(fields)]);
    return href('taginfo', { tagID });
  },
});

async function loadParent(hub: HubReader, { tagID, parentID, action }: ParentQuery): Promise<ParentData> {
  const [info, links, all] = await hub.read((hub) => [
    hub.getTag(tagID),
    hub.getInheritanceData(tagID),
    hub.listTags({ perms: false, queryOpts: { order: 'name' } }),
  ]);
  const tag = found(info, 'tag', tagID);
  const inherited = links;
  const link = inherited.find(({ parent_id }) => parent_id === parentID);
  if (action !== 'add' && link === undefined)
    throw new PageProblem(404, `${tag.name} does not inherit from tag ${parentID ?? '?'} itself.`);
  const taken = new Set([tagID, ...inherited.map(({ parent_id }) => parent_id)]);
  return {
    action,
    tag,
    link: action === 'add' ? undefined : link,
    candidates: all.filter(({ id }) => !taken.has(id)),
    nextPriority: Math.max(-1, ...inherited.map(({ priority }) => priority)) + 1,
  };
}

function readChange(fields: Query): InheritanceChange {
  const parent_id = fields.id('parentID');
  if (fields.oneOf('action', actions, 'add') === 'remove') return { parent_id, 'delete link': true };
  return {
    parent_id,
    priority: fields.int('priority') ?? 0,
    maxdepth: fields.optionalId('maxdepth') ?? null,
    intransitive: fields.flag('intransitive', false),
    noconfig: fields.flag('noconfig', false),
    pkg_filter: fields.text('pkg_filter') ?? '',
  };
}
