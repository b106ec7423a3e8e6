import type { Group } from '@koji/common/types/group';
import { eventId } from '../events/event-id.ts';
import { info } from '../rpc/info.ts';
import { anyone, keywords, method, optional, param, permitted } from '../rpc/method.ts';
import { flag, nullable, text } from '../rpc/shapes.ts';
import { requireTagId } from '../tags/require-tag.ts';
import {
  addGroup,
  addGroupPackage,
  addGroupRequirement,
  removeGroup,
  removeGroupPackage,
  removeGroupRequirement,
  unblockGroup,
  unblockGroupPackage,
  unblockGroupRequirement,
} from './change-groups.ts';
import { readTagGroups } from './read-groups.ts';

export const getTagGroups = method({
  name: 'getTagGroups',
  doc: 'The comps groups of a tag, by inheritance too, with their packages and required groups.',
  access: anyone,
  readOnly: true,
  params: [
    param('tag', info),
    optional('event', eventId, null),
    optional('inherit', flag, true),
    optional('incl_pkgs', flag, true),
    optional('incl_reqs', flag, true),
    optional('incl_blocked', flag, false),
  ],
  async run(call, { tag, event, inherit, incl_pkgs, incl_reqs, incl_blocked }): Promise<Group[]> {
    const options = { event, inherit, packages: incl_pkgs, requirements: incl_reqs, blocked: incl_blocked };
    // The lists are there unless they were declined.
    return (await readTagGroups(call.db, await requireTagId(call, tag), options)) as Group[];
  },
});

const groupOf = [param('taginfo', info), param('grpinfo', info)] as const;
const packageOf = [...groupOf, param('pkg_name', text)] as const;
const requirementOf = [...groupOf, param('reqinfo', info)] as const;
const addOptions = [optional('block', flag, false), optional('force', flag, false), keywords('opts')] as const;
const noSettings = { block: true, force: false, settings: {} };

export const groupListAdd = method({
  name: 'groupListAdd',
  doc: 'Put a comps group into a tag or change it: exported, display_name, is_default, uservisible, description, langonly, biarchonly.',
  access: permitted('tag'),
  params: [...groupOf, ...addOptions],
  async run(call, { taginfo, grpinfo, block, force, opts }) {
    await addGroup(call, taginfo, grpinfo, { block, force, settings: opts });
    return null;
  },
});
export const groupListRemove = method({
  name: 'groupListRemove',
  doc: 'Take a comps group out of a tag; an inherited one shows again.',
  access: permitted('tag'),
  params: [...groupOf, optional('force', flag, false)],
  async run(call, { taginfo, grpinfo, force }) {
    await removeGroup(call, taginfo, grpinfo, force);
    return null;
  },
});
export const groupListBlock = method({
  name: 'groupListBlock',
  doc: 'Block a comps group in a tag.',
  access: permitted('tag'),
  params: groupOf,
  async run(call, { taginfo, grpinfo }) {
    await addGroup(call, taginfo, grpinfo, noSettings);
    return null;
  },
});
export const groupListUnblock = method({
  name: 'groupListUnblock',
  doc: 'Lift a tag’s own block of a comps group.',
  access: permitted('tag'),
  params: groupOf,
  async run(call, { taginfo, grpinfo }) {
    await unblockGroup(call, taginfo, grpinfo);
    return null;
  },
});

export const groupPackageListAdd = method({
  name: 'groupPackageListAdd',
  doc: 'Put a package into a tag’s comps group or change it: type, basearchonly, requires.',
  access: permitted('tag'),
  params: [...packageOf, ...addOptions],
  async run(call, { taginfo, grpinfo, pkg_name, block, force, opts }) {
    await addGroupPackage(call, taginfo, grpinfo, pkg_name, { block, force, settings: opts });
    return null;
  },
});
export const groupPackageListRemove = method({
  name: 'groupPackageListRemove',
  doc: 'Take a package out of a tag’s comps group; an inherited one shows again.',
  access: permitted('tag'),
  params: packageOf,
  async run(call, { taginfo, grpinfo, pkg_name }) {
    await removeGroupPackage(call, taginfo, grpinfo, pkg_name);
    return null;
  },
});
export const groupPackageListBlock = method({
  name: 'groupPackageListBlock',
  doc: 'Block a package in a tag’s comps group.',
  access: permitted('tag'),
  params: packageOf,
  async run(call, { taginfo, grpinfo, pkg_name }) {
    await addGroupPackage(call, taginfo, grpinfo, pkg_name, noSettings);
    return null;
  },
});
export const groupPackageListUnblock = method({
  name: 'groupPackageListUnblock',
  doc: 'Lift a tag’s own block of a package in a comps group.',
  access: permitted('tag'),
  params: packageOf,
  async run(call, { taginfo, grpinfo, pkg_name }) {
    await unblockGroupPackage(call, taginfo, grpinfo, pkg_name);
    return null;
  },
});

export const groupReqListAdd = method({
  name: 'groupReqListAdd',
  doc: 'Make a tag’s comps group require another or change that: type, is_metapkg.',
  access: permitted('tag'),
  params: [...requirementOf, ...addOptions],
  async run(call, { taginfo, grpinfo, reqinfo, block, force, opts }) {
    await addGroupRequirement(call, taginfo, grpinfo, reqinfo, { block, force, settings: opts });
    return null;
  },
});
export const groupReqListRemove = method({
  name: 'groupReqListRemove',
  doc: 'End a tag’s requirement of one comps group by another. force has no meaning any more.',
  access: permitted('tag'),
  params: [...requirementOf, optional('force', nullable(flag), null)],
  async run(call, { taginfo, grpinfo, reqinfo }) {
    await removeGroupRequirement(call, taginfo, grpinfo, reqinfo);
    return null;
  },
});
export const groupReqListBlock = method({
  name: 'groupReqListBlock',
  doc: 'Block the requirement of one comps group by another.',
  access: permitted('tag'),
  params: requirementOf,
  async run(call, { taginfo, grpinfo, reqinfo }) {
    await addGroupRequirement(call, taginfo, grpinfo, reqinfo, noSettings);
    return null;
  },
});
export const groupReqListUnblock = method({
  name: 'groupReqListUnblock',
  doc: 'Lift a tag’s own block of a requirement between comps groups.',
  access: permitted('tag'),
  params: requirementOf,
  async run(call, { taginfo, grpinfo, reqinfo }) {
    await unblockGroupRequirement(call, taginfo, grpinfo, reqinfo);
    return null;
  },
});
