import { GenericError, ParameterError } from '@koji/common/errors';
import type { TagSettings } from '@koji/common/types/tag';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { toJsonText } from '../db/json.ts';
import { sql } from '../db/sql.ts';
import { insertVersioned, insertVersionedRows, revokeRows } from '../db/versioned.ts';
import { findPermission } from '../permissions/queries.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { isStruct, isTruthy, nullable } from '../rpc/shapes.ts';
import { assertPathName, assertValidName } from '../users/names.ts';
import { archList } from './arch-list.ts';
import { ensureTagId, findTag, findTagId, listExtra, updateTagName } from './queries.ts';
import { requireTag } from './require-tag.ts';

/** A tag's name becomes a directory below repos. */
export function assertTagName(call: Call, name: string): void {
  assertValidName(call.config, 'internal', name);
  assertPathName(name);
}

export interface TagConfig {
  readonly arches: string | null;
  readonly perm_id: number | null;
  readonly locked: boolean;
  readonly maven_support: boolean;
  readonly maven_include_all: boolean;
}
export interface NewTag extends Omit<TagConfig, 'perm_id'> {
  readonly name: string;
  readonly parent: number | string | null;
  readonly perm: number | string | null;
  readonly extra: WireStruct | null;
}

export async function createTag(call: Call, tag: NewTag): Promise<number> {
  assertTagName(call, tag.name);
  if (await findTag(call.db, tag.name)) throw new GenericError(`A tag with the name '${tag.name}' already exists`);
  assertMavenAllowed(call, tag.maven_support || tag.maven_include_all);
  const parent =
    tag.parent === null ? null : orFault(await findTag(call.db, tag.parent), `Parent tag '${tag.parent}' could not be found`);
  const permId = await permissionId(call, tag.perm);
  const id = await ensureTagId(call.db, tag.name);
  await insertConfig(call, id, { ...tag, perm_id: permId });
  const extra = Object.entries(tag.extra ?? {}).map(([key, value]) => ({ tag_id: id, key, value: toJsonText(value) }));
  await insertVersionedRows(call, 'tag_extra', extra);
  if (parent) {
    await insertVersioned(call, 'tag_inheritance', {
      tag_id: id,
      parent_id: parent.id,
      priority: 0,
      maxdepth: null,
      intransitive: false,
      noconfig: false,
      pkg_filter: '',
    });
  }
  return id;
}
async function insertConfig(call: Call, tagId: number, settings: TagConfig): Promise<void> {
  const { arches, perm_id, locked, maven_support, maven_include_all } = settings;
  await insertVersioned(call, 'tag_config', { tag_id: tagId, arches, perm_id, locked, maven_support, maven_include_all });
}
async function permissionId(call: Call, perm: number | string | null): Promise<number | null> {
  return perm === null ? null : orFault(await findPermission(call.db, perm), `No such permission: ${perm}`).id;
}
function assertMavenAllowed(call: Call, wanted: boolean): void {
  if (wanted && !call.config.enableMaven) throw new GenericError('Maven support not enabled');
}

/** Changes what the struct names; the rest stays (hub-behaviour.md §6). Unknown keys are ignored, as upstream does. */
export async function editTag(call: Call, key: number | string, changes: WireStruct): Promise<void> {
  const tag = await requireTag(call, key);
  await rename(call, tag, changes.name);
  await changeSettings(call, tag, changes);
  await changeExtra(call, tag, changes);
}

async function rename(call: Call, tag: TagSettings, name: WireValue | undefined): Promise<void> {
  if (!isTruthy(name) || name === tag.name) return;
  if (typeof name !== 'string') throw new ParameterError('Invalid type for name: expected a string');
  assertTagName(call, name);
  if (await findTagId(call.db, name)) throw new GenericError(`Name ${name} already taken by another tag`);
  await updateTagName(call.db, tag.id, name);
}

async function changeSettings(call: Call, tag: TagSettings, changes: WireStruct): Promise<void> {
  const next: TagConfig = {
    arches: changes.arches === undefined ? tag.arches : nullable(archList).read(changes.arches, 'arches'),
    perm_id: await changedPermission(call, tag, changes),
    locked: readSwitch(changes, 'locked', tag),
    maven_support: readSwitch(changes, 'maven_support', tag),
    maven_include_all: readSwitch(changes, 'maven_include_all', tag),
  };
  assertMavenAllowed(call, Object.hasOwn(changes, 'maven_support') || Object.hasOwn(changes, 'maven_include_all'));
  if ((Object.keys(next) as (keyof TagConfig)[]).every((field) => next[field] === tag[field])) return;
  await revokeRows(call, 'tag_config', sql`tag_id = ${tag.id}`);
  await insertConfig(call, tag.id, next);
}
type Switch = 'locked' | 'maven_support' | 'maven_include_all';
function readSwitch(changes: WireStruct, name: Switch, current: Pick<TagConfig, Switch>): boolean {
  const value = changes[name];
  if (value === undefined) return current[name];
  if (value === null) throw new ParameterError(`Invalid type for ${name}: expected a boolean`);
  return isTruthy(value);
}
/** perm_id is the older name of perm and wins; nil takes the permission away. */
async function changedPermission(call: Call, tag: TagSettings, changes: WireStruct): Promise<number | null> {
  const given = Object.hasOwn(changes, 'perm_id') ? changes.perm_id : changes.perm;
  if (given === undefined) return tag.perm_id;
  return permissionId(call, given === null ? null : info.read(given, 'perm'));
}

async function changeExtra(call: Call, tag: TagSettings, changes: WireStruct): Promise<void> {
  const [added, removed, blocked] = [readExtra(changes.extra), readKeys(changes.remove_extra), readKeys(changes.block_extra)];
  for (const [what, keys] of [
    ['remove', removed],
    ['block', blocked],
  ] as const) {
    const both = keys.filter((key) => Object.hasOwn(added, key));
    if (both.length > 0) throw new GenericError(`Can not both add/update and ${what} tag-extra: ${both.join(', ')}`);
  }
  const current = new Map((await listExtra(call.db, tag.id, null)).map((row) => [row.key, row.value]));
  for (const key of removed)
    if ((current.get(key) ?? null) === null) throw new GenericError(`Tag: ${tag.name} doesn't have extra: ${key}`);
  for (const [key, value] of Object.entries(added)) await setExtra(call, tag.id, key, toJsonText(value), current);
  for (const key of blocked) await setExtra(call, tag.id, key, null, current);
  for (const key of removed) await revokeRows(call, 'tag_extra', sql`tag_id = ${tag.id} and key = ${key}`);
}
async function setExtra(
  call: Call,
  tagId: number,
  key: string,
  value: string | null,
  current: ReadonlyMap<string, string | null>,
): Promise<void> {
  if (current.has(key) && current.get(key) === value) return;
  await revokeRows(call, 'tag_extra', sql`tag_id = ${tagId} and key = ${key}`);
  await insertVersioned(call, 'tag_extra', { tag_id: tagId, key, value });
}
function readExtra(value: WireValue | undefined): WireStruct {
  if (value === undefined || value === null) return {};
  if (!isStruct(value)) throw new ParameterError('Invalid type for extra: expected a struct');
  return value;
}
function readKeys(value: WireValue | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((key) => typeof key === 'string'))
    throw new ParameterError('Invalid type for tag-extra keys: expected a list of strings');
  return value;
}

/** Ends a tag and everything that hangs on it. Its builds stay. */
export async function deleteTag(call: Call, key: number | string): Promise<void> {
  const { id } = await requireTag(call, key);
  await revokeRows(call, 'tag_inheritance', sql`(tag_id = ${id} or parent_id = ${id})`);
  await revokeRows(call, 'build_target_config', sql`(build_tag = ${id} or dest_tag = ${id})`);
  for (const table of [
    'tag_config',
    'tag_extra',
    'tag_listing',
    'tag_packages',
    'tag_package_owners',
    'tag_external_repos',
    'group_config',
    'group_req_listing',
    'group_package_listing',
  ] as const) {
    await revokeRows(call, table, sql`tag_id = ${id}`);
  }
}
