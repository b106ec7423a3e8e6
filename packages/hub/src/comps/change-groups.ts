import { GenericError } from '@koji/common/errors';
import type { WireStruct } from '@koji/common/wire/values';
import { type Sql, sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { findTagId } from '../tags/queries.ts';
import { requireTag } from '../tags/require-tag.ts';
import { findGroup, insertGroup } from './queries.ts';
import { type EffectiveGroup, readGroups } from './read-groups.ts';
import { groupFields, mergeSettings, packageFields, requirementFields } from './settings.ts';

interface Named {
  readonly id: number;
  readonly name: string;
}
export interface AddOptions {
  readonly block: boolean;
  /** Overrides a block that is there already. */
  readonly force: boolean;
  readonly settings: WireStruct;
}
async function requireGroup(call: Call, key: number | string): Promise<Named> {
  return orFault(await findGroup(call.db, key), `No such group: ${key}`);
}
async function requireKnownTag(call: Call, key: number | string): Promise<Named> {
  return orFault(await findTagId(call.db, key), `No such tag: ${key}`);
}
interface Place {
  readonly tag: Named;
  readonly group: Named;
}
async function lookUp(call: Call, tagKey: number | string, groupKey: number | string): Promise<Place> {
  return { tag: await requireKnownTag(call, tagKey), group: await requireGroup(call, groupKey) };
}
function groupRows({ tag, group }: Place): Sql {
  return sql`group_id = ${group.id} and tag_id = ${tag.id}`;
}
function packageRows(place: Place, name: string): Sql {
  return sql`${groupRows(place)} and package = ${name}`;
}
function requirementRows(place: Place, required: Named): Sql {
  return sql`${groupRows(place)} and req_id = ${required.id}`;
}
async function ensureGroup(call: Call, key: number | string): Promise<Named> {
  const known = await findGroup(call.db, key);
  if (known) return known;
  if (typeof key !== 'string') throw new GenericError(`No such group: ${key}`);
  if (key.length > 50) throw new GenericError(`Group name ${key.slice(0, 50)}… is too long: at most 50 characters are allowed`);
  return { id: await insertGroup(call.db, key), name: key };
}

/** What things are like of which nothing was said. */
export const newGroup = {
  exported: true,
  is_default: null,
  uservisible: true,
  description: null,
  langonly: null,
  biarchonly: false,
} as const;
export const newPackage = { type: 'mandatory', basearchonly: null, requires: null } as const;
export const newRequirement = { type: 'mandatory', is_metapkg: false } as const;

/** Puts a group into a tag, changes it there, or blocks it. A new name becomes a group. */
export async function addGroup(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  { block, force, settings }: AddOptions,
): Promise<void> {
  const tag = await requireTag(call, tagKey);
  const group = await ensureGroup(call, groupKey);
  const previous = (await readGroups(call.db, tag.id, { packages: false, requirements: false })).get(group.id)?.settings;
  if (previous?.blocked && !force) throw new GenericError(`group ${group.name} is blocked in tag ${tag.name}`);
  const before = previous ?? { ...newGroup, display_name: group.name };
  const next = mergeSettings(groupFields, settings, pick(groupFields, before));
  if (previous && !next && previous.blocked === block) return;
  await replace(call, 'group_config', groupRows({ tag, group }), {
    group_id: group.id,
    tag_id: tag.id,
    blocked: block,
    ...(next ?? pick(groupFields, before)),
  });
}

export async function removeGroup(call: Call, tagKey: number | string, groupKey: number | string, force: boolean): Promise<void> {
  const tag = await requireTag(call, tagKey);
  const group = await requireGroup(call, groupKey);
  const revoked = await revokeRows(call, 'group_config', groupRows({ tag, group }));
  if (revoked === 0 && !force) throw new GenericError(`No group: ${group.name} found for tag: ${tag.name}`);
}
export async function unblockGroup(call: Call, tagKey: number | string, groupKey: number | string): Promise<void> {
  const place = await lookUp(call, tagKey, groupKey);
  const revoked = await revokeRows(call, 'group_config', sql`${groupRows(place)} and blocked`);
  if (revoked === 0) throw new GenericError(`group ${place.group.name} is NOT blocked in tag ${place.tag.name}`);
}

/** A group that a tag has and does not block. */
async function openGroup(call: Call, { tag, group }: Place): Promise<EffectiveGroup> {
  const found = orFault((await readGroups(call.db, tag.id)).get(group.id), `group ${group.name} not present in tag ${tag.name}`);
  if (found.settings.blocked) throw new GenericError(`group ${group.name} is blocked in tag ${tag.name}`);
  return found;
}

/** Puts a package into a tag's group, changes it there, or blocks it. */
export async function addGroupPackage(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  name: string,
  options: AddOptions,
): Promise<void> {
  const { block, force, settings } = options;
  const place = await lookUp(call, tagKey, groupKey);
  const { tag, group } = place;
  const previous = (await openGroup(call, place)).packages.get(name);
  if (previous?.blocked && !force) throw new GenericError(`package ${name} blocked in group ${group.name}, tag ${tag.name}`);
  const before = previous ?? newPackage;
  const next = mergeSettings(packageFields, settings, pick(packageFields, before));
  if (previous && !next && !block && !force) return;
  await replace(call, 'group_package_listing', packageRows(place, name), {
    group_id: group.id,
    tag_id: tag.id,
    package: name,
    blocked: block,
    ...(next ?? pick(packageFields, before)),
  });
}
export async function removeGroupPackage(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  name: string,
): Promise<void> {
  await revokeRows(call, 'group_package_listing', packageRows(await lookUp(call, tagKey, groupKey), name));
}
export async function unblockGroupPackage(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  name: string,
): Promise<void> {
  const place = await lookUp(call, tagKey, groupKey);
  const revoked = await revokeRows(call, 'group_package_listing', sql`${packageRows(place, name)} and blocked`);
  if (revoked === 0) throw new GenericError(`package ${name} is NOT blocked in group ${place.group.name}, tag ${place.tag.name}`);
}

/** Makes a tag's group require another, changes that, or blocks it. */
export async function addGroupRequirement(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  requiredKey: number | string,
  { block, force, settings }: AddOptions,
): Promise<void> {
  const place = await lookUp(call, tagKey, groupKey);
  const { tag, group } = place;
  const required = await requireGroup(call, requiredKey);
  const previous = (await openGroup(call, place)).requirements.get(required.id);
  if (previous?.blocked && !force)
    throw new GenericError(`requirement on group ${required.name} blocked in group ${group.name}, tag ${tag.name}`);
  const before = previous ?? newRequirement;
  const next = mergeSettings(requirementFields, settings, pick(requirementFields, before));
  if (previous && !next && !block) return;
  await replace(call, 'group_req_listing', requirementRows(place, required), {
    group_id: group.id,
    tag_id: tag.id,
    req_id: required.id,
    blocked: block,
    ...(next ?? pick(requirementFields, before)),
  });
}
export async function removeGroupRequirement(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  requiredKey: number | string,
): Promise<void> {
  const place = await lookUp(call, tagKey, groupKey);
  await revokeRows(call, 'group_req_listing', requirementRows(place, await requireGroup(call, requiredKey)));
}
export async function unblockGroupRequirement(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  requiredKey: number | string,
): Promise<void> {
  const place = await lookUp(call, tagKey, groupKey);
  const required = await requireGroup(call, requiredKey);
  const revoked = await revokeRows(call, 'group_req_listing', sql`${requirementRows(place, required)} and blocked`);
  if (revoked === 0)
    throw new GenericError(`group req ${required.name} is NOT blocked in group ${place.group.name}, tag ${place.tag.name}`);
}

async function replace(
  call: Call,
  table: 'group_config' | 'group_package_listing' | 'group_req_listing',
  where: Sql,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  await revokeRows(call, table, where);
  await insertVersioned(call, table, values);
}
function pick<K extends string, T extends { [P in K]: unknown }>(fields: Readonly<Record<K, unknown>>, from: T): Pick<T, K> {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, from[name as K]])) as Pick<T, K>;
}
