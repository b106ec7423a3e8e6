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
export async function requireGroup(call: Call, key: number | string): Promise<Named> {
  return orFault(await findGroup(call.db, key), `No such group: ${key}`);
}
async function requireKnownTag(call: Call, key: number | string): Promise<Named> {
  return orFault(await findTagId(call.db, key), `No such tag: ${key}`);
}
async function ensureGroup(call: Call, key: number | string): Promise<Named> {
  const known = await findGroup(call.db, key);
  if (known) return known;
  if (typeof key !== 'string') throw new GenericError(`No such group: ${key}`);
  if (key.length > 50) throw new GenericError(`Group name ${key.slice(0, 50)}… is too long: at most 50 characters are allowed`);
  return { id: await insertGroup(call.db, key), name: key };
}

const newGroup = { exported: true, is_default: null, uservisible: true, description: null, langonly: null, biarchonly: false };

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
  const where = sql`group_id = ${group.id} and tag_id = ${tag.id}`;
  await replace(call, 'group_config', where, {
    group_id: group.id,
    tag_id: tag.id,
    blocked: block,
    ...(next ?? pick(groupFields, before)),
  });
}

export async function removeGroup(call: Call, tagKey: number | string, groupKey: number | string, force: boolean): Promise<void> {
  const tag = await requireTag(call, tagKey);
  const group = await requireGroup(call, groupKey);
  const revoked = await revokeRows(call, 'group_config', sql`group_id = ${group.id} and tag_id = ${tag.id}`);
  if (revoked === 0 && !force) throw new GenericError(`No group: ${group.name} found for tag: ${tag.name}`);
}
export async function unblockGroup(call: Call, tagKey: number | string, groupKey: number | string): Promise<void> {
  const [tag, group] = [await requireKnownTag(call, tagKey), await requireGroup(call, groupKey)];
  const revoked = await revokeRows(call, 'group_config', sql`group_id = ${group.id} and tag_id = ${tag.id} and blocked`);
  if (revoked === 0) throw new GenericError(`group ${group.name} is NOT blocked in tag ${tag.name}`);
}

/** A group that a tag has and does not block. */
async function openGroup(call: Call, tag: Named, group: Named): Promise<EffectiveGroup> {
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
  const [tag, group] = [await requireKnownTag(call, tagKey), await requireGroup(call, groupKey)];
  const previous = (await openGroup(call, tag, group)).packages.get(name);
  if (previous?.blocked && !force) throw new GenericError(`package ${name} blocked in group ${group.name}, tag ${tag.name}`);
  const before = previous ?? { type: 'mandatory', basearchonly: null, requires: null };
  const next = mergeSettings(packageFields, settings, pick(packageFields, before));
  if (previous && !next && !block && !force) return;
  const where = sql`group_id = ${group.id} and tag_id = ${tag.id} and package = ${name}`;
  await replace(call, 'group_package_listing', where, {
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
  const [tag, group] = [await requireKnownTag(call, tagKey), await requireGroup(call, groupKey)];
  await revokeRows(call, 'group_package_listing', sql`group_id = ${group.id} and tag_id = ${tag.id} and package = ${name}`);
}
export async function unblockGroupPackage(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  name: string,
): Promise<void> {
  const [tag, group] = [await requireKnownTag(call, tagKey), await requireGroup(call, groupKey)];
  const revoked = await revokeRows(
    call,
    'group_package_listing',
    sql`group_id = ${group.id} and tag_id = ${tag.id} and package = ${name} and blocked`,
  );
  if (revoked === 0) throw new GenericError(`package ${name} is NOT blocked in group ${group.name}, tag ${tag.name}`);
}

/** Makes a tag's group require another, changes that, or blocks it. */
export async function addGroupRequirement(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  requiredKey: number | string,
  { block, force, settings }: AddOptions,
): Promise<void> {
  const [tag, group, required] = [
    await requireKnownTag(call, tagKey),
    await requireGroup(call, groupKey),
    await requireGroup(call, requiredKey),
  ];
  const previous = (await openGroup(call, tag, group)).requirements.get(required.id);
  if (previous?.blocked && !force)
    throw new GenericError(`requirement on group ${required.name} blocked in group ${group.name}, tag ${tag.name}`);
  const before = previous ?? { type: 'mandatory', is_metapkg: false };
  const next = mergeSettings(requirementFields, settings, pick(requirementFields, before));
  if (previous && !next && !block) return;
  const where = sql`group_id = ${group.id} and tag_id = ${tag.id} and req_id = ${required.id}`;
  await replace(call, 'group_req_listing', where, {
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
  const [tag, group, required] = [
    await requireKnownTag(call, tagKey),
    await requireGroup(call, groupKey),
    await requireGroup(call, requiredKey),
  ];
  await revokeRows(call, 'group_req_listing', sql`group_id = ${group.id} and tag_id = ${tag.id} and req_id = ${required.id}`);
}
export async function unblockGroupRequirement(
  call: Call,
  tagKey: number | string,
  groupKey: number | string,
  requiredKey: number | string,
): Promise<void> {
  const [tag, group, required] = [
    await requireKnownTag(call, tagKey),
    await requireGroup(call, groupKey),
    await requireGroup(call, requiredKey),
  ];
  const where = sql`group_id = ${group.id} and tag_id = ${tag.id} and req_id = ${required.id} and blocked`;
  if ((await revokeRows(call, 'group_req_listing', where)) === 0) {
    throw new GenericError(`group req ${required.name} is NOT blocked in group ${group.name}, tag ${tag.name}`);
  }
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
