import type { Db } from '../db/database.ts';
import { groupBy } from '../db/group-by.ts';
import { type InheritanceLink, listAncestryLinks, listDescentLinks } from './queries.ts';

/** A link of the flattened ancestry, in the order that decides who wins. */
export interface FullLink extends InheritanceLink {
  currdepth: number;
  /** How many levels below this tag still count; null for no limit. */
  nextdepth: number | null;
  /** The package filters met on the way. */
  filter: string[];
}

/** The whole ancestry of a tag, depth first, parents by ascending priority (hub-behaviour.md §6). */
export async function readInheritance(db: Db, tagId: number, event: number | null = null): Promise<FullLink[]> {
  return flattenInheritance(tagId, await listAncestryLinks(db, tagId, event));
}

/** Pure half of readInheritance: walks the links of an ancestry. */
export function flattenInheritance(root: number, links: readonly InheritanceLink[]): FullLink[] {
  const parents = groupBy(links, (link) => link.child_id);
  const history = new Map<number, FullLink[]>();
  const order: FullLink[] = [];

  const walk = (
    tag: number,
    depth: number,
    remaining: number | null,
    noconfig: boolean,
    filters: readonly string[],
    path: ReadonlySet<number>,
  ): void => {
    // A noconfig link taints the siblings after it: existing instances rely on the order this gives.
    let inNoconfig = noconfig;
    for (const link of parents.get(tag) ?? []) {
      if (path.has(link.parent_id)) continue;
      if (link.intransitive && depth > 1) continue;
      inNoconfig ||= link.noconfig;
      const filter = link.pkg_filter ? [...filters, link.pkg_filter] : [...filters];
      const full = { ...link, currdepth: depth, nextdepth: combineDepth(link.maxdepth, remaining), filter };
      if (!isNews(history, link.parent_id, full, inNoconfig)) continue;
      order.push(full);
      if (full.nextdepth !== null && full.nextdepth < 1) continue;
      walk(link.parent_id, depth + 1, full.nextdepth, inNoconfig, filter, new Set([...path, link.parent_id]));
    }
  };
  walk(root, 1, null, false, [], new Set([root]));
  return order;
}

function combineDepth(own: number | null, inherited: number | null): number | null {
  if (own === null) return inherited === null ? null : inherited - 1;
  return inherited === null ? own : Math.min(own, inherited) - 1;
}

/** False when an earlier visit of the tag reached as far, with its settings and unfiltered. Records the visit. */
function isNews(history: Map<number, FullLink[]>, tag: number, link: FullLink, noconfig: boolean): boolean {
  const earlier = history.get(tag);
  if (earlier?.some((visit) => suffices(visit, link.nextdepth, noconfig))) return false;
  if (earlier) earlier.push(link);
  else history.set(tag, [link]);
  return true;
}
function suffices(visit: FullLink, depth: number | null, noconfig: boolean): boolean {
  if (visit.filter.length > 0) return false;
  if (visit.noconfig && !noconfig) return false;
  return visit.nextdepth === null || (depth !== null && visit.nextdepth >= depth);
}

/** What inherits from a tag, directly or not. Depth limits count from here; intransitive links end the walk. */
export async function readDescendants(
  db: Db,
  tagId: number,
  event: number | null = null,
): Promise<Omit<DescentLink, 'child_id'>[]> {
  const children = groupBy(await listDescentLinks(db, tagId, event), (link) => link.parent_id);
  const history = new Map<number, FullLink[]>();
  const order: DescentLink[] = [];
  const walk = (tag: number, depth: number, noconfig: boolean, filters: readonly string[], path: ReadonlySet<number>): void => {
    let inNoconfig = noconfig;
    for (const link of children.get(tag) ?? []) {
      if (path.has(link.tag_id)) continue;
      if (link.maxdepth !== null && link.maxdepth < depth - 1) continue;
      inNoconfig ||= link.noconfig;
      const filter = link.pkg_filter ? [...filters, link.pkg_filter] : [...filters];
      const full = { ...link, currdepth: depth, nextdepth: null, filter };
      if (!isNews(history, link.tag_id, full, inNoconfig)) continue;
      order.push(full);
      if (!link.intransitive) walk(link.tag_id, depth + 1, inNoconfig, filter, new Set([...path, link.tag_id]));
    }
  };
  walk(tagId, 1, false, [], new Set([tagId]));
  return order.map(({ child_id: _same, ...link }) => link);
}
type DescentLink = FullLink & { tag_id: number };
