import { GenericError } from '@koji/common/errors';
import type { Package } from '@koji/common/types/package';
import type { WireValue } from '@koji/common/wire/values';
import { sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { assertPolicy } from '../policy/engine.ts';
import { requireUser } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { archList } from '../tags/arch-list.ts';
import type { TagWithExtra } from '../tags/build-config.ts';
import { requireFullTag } from '../tags/require-tag.ts';
import { findUser } from '../users/queries.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { ensurePackage } from './ensure-package.ts';
import { type PackageEntry, readPackageEntry } from './package-entries.ts';
import { findPackage } from './queries.ts';

export interface PackageChange {
  readonly tag: number | string;
  /** By id or name; an unknown name becomes a package. */
  readonly package: number | string;
  readonly owner?: WireValue;
  /** Null leaves it as it is. */
  readonly block?: boolean | null;
  readonly extraArches?: string | readonly string[] | null;
  readonly force?: boolean;
  /** There must be an entry already. */
  readonly update?: boolean;
}

/** Adds a package to a tag's list, or changes its entry (hub-behaviour.md §8), if the policy allows it. */
export async function changePackageList(call: Call, change: PackageChange): Promise<void> {
  const { force = false, update = false } = change;
  const tag = await requireFullTag(call, change.tag);
  if (typeof change.package === 'number') await requirePackage(call, change.package);
  const action = update ? 'update' : change.block ? 'block' : 'add';
  requireUser(call);
  const ownerId = await ownerFor(call, change.owner ?? null);
  await assertPolicy(call, 'package_list', { tag: tag.id, action, package: change.package, force }, { force });
  await applyPackageChange(call, tag, change, { action, ownerId });
}

/** The change without the policy. */
export async function applyPackageChange(
  call: Call,
  tag: TagWithExtra,
  change: PackageChange,
  { action, ownerId }: { readonly action: string; readonly ownerId: number | null },
): Promise<void> {
  const { force = false, update = false } = change;
  const pkg =
    typeof change.package === 'number'
      ? await requirePackage(call, change.package)
      : await ensurePackage(call.db, change.package);
  const given = change.extraArches ?? null;
  const extraArches = given === null ? null : archList.read(typeof given === 'string' ? given : [...given], 'extra_arches');
  const previous = await readPackageEntry(call.db, tag.id, pkg.id);
  if (!previous && update && !force) throw new GenericError(`cannot update: tag ${tag.name} has no data for package ${pkg.name}`);
  const next = {
    owner: ownerId ?? previous?.owner_id ?? (force ? requireUser(call).id : null),
    blocked: change.block ?? previous?.blocked ?? false,
    extra_arches: extraArches ?? previous?.extra_arches ?? null,
  };
  const changed = !previous || previous.blocked !== next.blocked || previous.extra_arches !== next.extra_arches;
  const ownerChanged = previous !== undefined && previous.owner_id !== next.owner;
  if (!changed && !ownerChanged && !force) return;
  if (previous?.blocked && !next.blocked && !force) throw new GenericError(`package ${pkg.name} is blocked in tag ${tag.name}`);
  if (next.owner === null) throw new GenericError('owner not specified');
  const entry = { owner: next.owner, blocked: next.blocked, extra_arches: next.extra_arches };
  await withHooks(
    call,
    { action, tag, package: pkg, owner: entry.owner, block: entry.blocked, extra_arches: entry.extra_arches, force, update },
    async () => {
      if (changed) await writeEntry(call, tag.id, pkg.id, entry);
      else if (ownerChanged) await writeOwner(call, tag.id, pkg.id, entry.owner);
    },
  );
}
async function requirePackage(call: Call, key: number | string): Promise<Package> {
  return orFault(await findPackage(call.db, key), `No such package: ${key}`);
}
async function ownerFor(call: Call, owner: WireValue): Promise<number | null> {
  return owner === null ? null : (await resolveUser(call.db, owner, true)).id;
}

interface ListedPackage {
  readonly action: string;
  readonly tag: TagWithExtra;
  readonly package: Package;
}
async function withHooks(call: Call, data: ListedPackage & Record<string, unknown>, step: () => Promise<unknown>): Promise<void> {
  const user = (await findUser(call.db, { id: requireUser(call).id })) ?? null;
  await call.hooks.emit(call, 'pre', 'PackageListChange', { ...data, user });
  await step();
  await call.hooks.emit(call, 'post', 'PackageListChange', { ...data, user });
}

async function writeEntry(
  call: Call,
  tagId: number,
  packageId: number,
  entry: { owner: number; blocked: boolean; extra_arches: string | null },
): Promise<void> {
  await revokeEntry(call, tagId, packageId);
  await insertVersioned(call, 'tag_packages', {
    tag_id: tagId,
    package_id: packageId,
    blocked: entry.blocked,
    extra_arches: entry.extra_arches,
  });
  await writeOwner(call, tagId, packageId, entry.owner);
}
function revokeEntry(call: Call, tagId: number, packageId: number): Promise<number> {
  return revokeRows(call, 'tag_packages', sql`tag_id = ${tagId} and package_id = ${packageId}`);
}
async function writeOwner(call: Call, tagId: number, packageId: number, owner: number): Promise<void> {
  await revokeRows(call, 'tag_package_owners', sql`tag_id = ${tagId} and package_id = ${packageId}`);
  await insertVersioned(call, 'tag_package_owners', { tag_id: tagId, package_id: packageId, owner });
}

async function allowedPackage(
  call: Call,
  action: string,
  tagKey: number | string,
  packageKey: number | string,
  force: boolean,
): Promise<ListedPackage> {
  const tag = await requireFullTag(call, tagKey);
  const pkg = await requirePackage(call, packageKey);
  await assertPolicy(call, 'package_list', { tag: tag.id, action, package: pkg.id, force }, { force });
  return { action, tag, package: pkg };
}

/** Takes a tag's own entry away; what it inherits shows again. Nothing to take away is fine. */
export async function removeFromPackageList(
  call: Call,
  tagKey: number | string,
  packageKey: number | string,
  force: boolean,
): Promise<void> {
  const listed = await allowedPackage(call, 'remove', tagKey, packageKey, force);
  await removeEntry(call, listed.tag, listed.package);
}
/** The removal without the policy. */
export async function removeEntry(call: Call, tag: TagWithExtra, pkg: Package): Promise<void> {
  await withHooks(call, { action: 'remove', tag, package: pkg }, () => revokeEntry(call, tag.id, pkg.id));
}

export async function blockInPackageList(
  call: Call,
  tagKey: number | string,
  packageKey: number | string,
  force: boolean,
): Promise<void> {
  const tag = await requireFullTag(call, tagKey);
  const pkg = await requirePackage(call, packageKey);
  if (!(await readPackageEntry(call.db, tag.id, pkg.id)))
    throw new GenericError(`Package ${pkg.name} is not in tag listing for ${tag.name}`);
  await changePackageList(call, { tag: tag.id, package: pkg.name, block: true, force });
}

export async function unblockInPackageList(
  call: Call,
  tagKey: number | string,
  packageKey: number | string,
  force: boolean,
): Promise<void> {
  const listed = await allowedPackage(call, 'unblock', tagKey, packageKey, force);
  const { tag, package: pkg } = listed;
  const previous = orFault(
    await readPackageEntry(call.db, tag.id, pkg.id),
    `no data (blocked or otherwise) for package ${pkg.name} in tag ${tag.name}`,
  );
  if (!previous.blocked) throw new GenericError(`package ${pkg.name} NOT blocked in tag ${tag.name}`);
  await withHooks(call, { ...listed }, async () => {
    if (previous.tag_id === tag.id) {
      await revokeEntry(call, tag.id, pkg.id);
      const remaining = await readPackageEntry(call.db, tag.id, pkg.id);
      if (remaining && !remaining.blocked) return;
    }
    await writeEntry(call, tag.id, pkg.id, unblocked(previous));
  });
}
function unblocked(entry: PackageEntry): { owner: number; blocked: boolean; extra_arches: string | null } {
  return { owner: entry.owner_id, blocked: false, extra_arches: entry.extra_arches };
}
