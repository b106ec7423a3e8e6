import type { GroupPackage, GroupRequirement } from '@koji/common/types/group';
import {
  addGroup,
  addGroupPackage,
  addGroupRequirement,
  removeGroup,
  removeGroupPackage,
  removeGroupRequirement,
} from '../comps/change-groups.ts';
import { type ListedGroup, readTagGroups } from '../comps/read-groups.ts';
import type { Call } from '../rpc/call.ts';
import type { TagWithExtra } from '../tags/build-config.ts';

interface GroupMatching {
  readonly event: number | null;
  /** Overrides blocks. */
  readonly force: boolean;
  readonly remove: boolean;
}

/**
 * Brings a tag's comps groups in line with another's, each change as an event of its own. Settings of what both have stay as
 * they are.
 */
export async function matchGroups(call: Call, source: TagWithExtra, tag: TagWithExtra, options: GroupMatching): Promise<void> {
  const { event, force, remove } = options;
  const wanted = await readTagGroups(call.db, source.id, { event, blocked: true });
  const present = new Map((await readTagGroups(call.db, tag.id, { blocked: true })).map((group) => [group.group_id, group]));
  for (const group of wanted) {
    call.nextEvent();
    if (present.get(group.group_id)?.blocked !== group.blocked)
      await addGroup(call, tag.id, group.group_id, { block: group.blocked, force, settings: {} });
  }
  if (remove) {
    const names = new Set(wanted.map((group) => group.group_id));
    for (const group of present.values()) {
      call.nextEvent();
      if (!names.has(group.group_id)) await dropGroup(call, tag, group, force);
    }
  }
  for (const group of wanted) {
    // Nothing can be said of what is in a blocked group.
    if (group.blocked) continue;
    await matchPackages(call, tag, group, present.get(group.group_id)?.packagelist ?? [], options);
    await matchRequirements(call, tag, group, present.get(group.group_id)?.grouplist ?? [], options);
  }
  call.nextEvent();
}

async function dropGroup(call: Call, tag: TagWithExtra, group: ListedGroup, force: boolean): Promise<void> {
  if (group.tag_id === tag.id) await removeGroup(call, tag.id, group.group_id, force);
  else if (!group.blocked) await addGroup(call, tag.id, group.group_id, { block: true, force, settings: {} });
}

async function matchPackages(
  call: Call,
  tag: TagWithExtra,
  group: ListedGroup,
  present: readonly GroupPackage[],
  options: GroupMatching,
): Promise<void> {
  const { force, remove } = options;
  const wanted = new Map((group.packagelist ?? []).map((row) => [row.package, row]));
  const known = new Set(present.map((row) => row.package));
  for (const { package: name, blocked } of wanted.values()) {
    call.nextEvent();
    if (!known.has(name)) await addGroupPackage(call, tag.id, group.group_id, name, { block: blocked, force, settings: {} });
  }
  for (const { package: name, blocked, tag_id } of remove ? present : []) {
    call.nextEvent();
    if (blocked) continue;
    if (wanted.get(name)?.blocked)
      await addGroupPackage(call, tag.id, group.group_id, name, { block: true, force, settings: {} });
    else if (!wanted.has(name) && tag_id === tag.id) await removeGroupPackage(call, tag.id, group.group_id, name);
  }
}
async function matchRequirements(
  call: Call,
  tag: TagWithExtra,
  group: ListedGroup,
  present: readonly GroupRequirement[],
  options: GroupMatching,
): Promise<void> {
  const { force, remove } = options;
  const wanted = new Set((group.grouplist ?? []).map((row) => row.req_id));
  const known = new Set(present.map((row) => row.req_id));
  for (const { req_id, blocked } of group.grouplist ?? []) {
    call.nextEvent();
    if (!known.has(req_id))
      await addGroupRequirement(call, tag.id, group.group_id, req_id, { block: blocked, force, settings: {} });
  }
  for (const { req_id, blocked, tag_id } of remove ? present : []) {
    call.nextEvent();
    if (blocked || wanted.has(req_id)) continue;
    if (tag_id === tag.id) await removeGroupRequirement(call, tag.id, group.group_id, req_id);
    else await addGroupRequirement(call, tag.id, group.group_id, req_id, { block: true, force, settings: {} });
  }
}
