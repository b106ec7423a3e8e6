import type { Group, GroupPackage, GroupRequirement } from '@koji/common/types/group';
import type { Db } from '../db/database.ts';
import { readInheritance } from '../tags/read-inheritance.ts';
import { type GroupSettings, listGroupPackages, listGroupRequirements, listGroupSettings } from './queries.ts';

/** A group as a tag sees it, blocked or not, with its blocked parts. */
export interface EffectiveGroup {
  readonly settings: GroupSettings;
  /** By package name. */
  readonly packages: Map<string, GroupPackage>;
  /** By the id of the required group. */
  readonly requirements: Map<number, GroupRequirement>;
}
export interface GroupParts {
  readonly event?: number | null;
  readonly inherit?: boolean;
  readonly packages?: boolean;
  readonly requirements?: boolean;
}

/** The comps groups of a tag by id. Each thing is as the nearest tag has it (hub-behaviour.md §8). */
export async function readGroups(db: Db, tagId: number, options: GroupParts = {}): Promise<Map<number, EffectiveGroup>> {
  const { event = null, inherit = true, packages = true, requirements = true } = options;
  const tagIds = [tagId, ...(inherit ? await readInheritance(db, tagId, event) : []).map((link) => link.parent_id)];
  const groups = new Map<number, EffectiveGroup>();
  for (const settings of await listGroupSettings(db, tagIds, event)) {
    if (!groups.has(settings.group_id)) groups.set(settings.group_id, { settings, packages: new Map(), requirements: new Map() });
  }
  // Nothing is said of what is in a blocked group.
  const open = (id: number) => {
    const group = groups.get(id);
    return group?.settings.blocked ? undefined : group;
  };
  for (const row of packages ? await listGroupPackages(db, tagIds, event) : []) {
    const group = open(row.group_id);
    if (group && !group.packages.has(row.package)) group.packages.set(row.package, row);
  }
  for (const row of requirements ? await listGroupRequirements(db, tagIds, event) : []) {
    const group = open(row.group_id);
    if (group && open(row.req_id) && !group.requirements.has(row.req_id)) group.requirements.set(row.req_id, row);
  }
  return groups;
}

type Parts = 'packagelist' | 'grouplist';
/** A group as it is answered; the lists are there when they were asked for. */
export type ListedGroup = Omit<Group, Parts> & Partial<Pick<Group, Parts>>;

/** The groups of a tag for the outside; blocked ones and blocked parts only on request. */
export async function readTagGroups(
  db: Db,
  tagId: number,
  options: GroupParts & { readonly blocked?: boolean } = {},
): Promise<ListedGroup[]> {
  const { blocked = false, packages = true, requirements = true } = options;
  const isShown = (row: { blocked: boolean }) => blocked || !row.blocked;
  return [...(await readGroups(db, tagId, options)).values()]
    .filter((group) => isShown(group.settings))
    .map((group) => ({
      ...group.settings,
      ...(packages ? { packagelist: [...group.packages.values()].filter(isShown) } : {}),
      ...(requirements ? { grouplist: [...group.requirements.values()].filter(isShown) } : {}),
    }));
}
