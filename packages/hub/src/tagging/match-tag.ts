import { GenericError } from '@koji/common/errors';
import type { Build } from '@koji/common/types/build';
import type { WireStruct } from '@koji/common/wire/values';
import { groupBy } from '../db/group-by.ts';
import { applyPackageChange } from '../packages/change-list.ts';
import { addEntries } from '../packages/copy-list.ts';
import { listEffectiveEntries, type PackageEntry } from '../packages/package-entries.ts';
import type { Call } from '../rpc/call.ts';
import type { TagWithExtra } from '../tags/build-config.ts';
import { editTag } from '../tags/edit-tag.ts';
import { requireFullTag } from '../tags/require-tag.ts';
import { matchGroups } from './match-groups.ts';
import { planOrder } from './match-order.ts';
import { assertCopyable, type SnapshotOptions, snapshotBuilds } from './snapshot-tag.ts';
import { assertTagAccess } from './tag-access.ts';
import { tagInOrder, untagMany } from './tag-in-order.ts';

export interface MatchOptions extends SnapshotOptions {
  /** What the source does not have goes. */
  readonly remove: boolean;
}

/** Makes an existing tag match another. Inheritance and external repositories are not taken over. */
export async function matchTag(
  call: Call,
  sourceKey: number | string,
  tagKey: number | string,
  options: MatchOptions,
): Promise<void> {
  assertCopyable(options);
  const source = await requireFullTag(call, sourceKey, options.event);
  const tag = await requireFullTag(call, tagKey);
  if ((source.locked || tag.locked) && !options.force)
    throw new GenericError('Source or destination tag is locked, use force to copy');
  if (options.config) {
    await editTag(call, tag.id, settingsToMatch(source, tag));
    call.nextEvent();
  }
  if (options.pkgs) await matchPackages(call, source, tag, options);
  if (options.builds) await matchBuilds(call, source, tag, options);
  if (options.groups) await matchGroups(call, source, tag, options);
}

function settingsToMatch(source: TagWithExtra, tag: TagWithExtra): WireStruct {
  const { arches, perm_id, locked, extra } = source;
  const surplus = Object.keys(tag.extra).filter((key) => !Object.hasOwn(source.extra, key));
  const changes: WireStruct = { arches, perm_id, locked, extra, remove_extra: surplus };
  // Naming these needs Maven support even if nothing changes.
  for (const key of ['maven_support', 'maven_include_all'] as const) if (source[key] !== tag[key]) changes[key] = source[key];
  return changes;
}

/** Packages that only one of them has are blocked or added, each as an event of its own; what both list stays as it is. */
async function matchPackages(call: Call, source: TagWithExtra, tag: TagWithExtra, { event }: MatchOptions): Promise<void> {
  const byId = (entries: PackageEntry[]) => new Map(entries.map((entry) => [entry.package_id, entry]));
  const wanted = byId(await listEffectiveEntries(call.db, source.id, event));
  const present = byId(await listEffectiveEntries(call.db, tag.id, null));
  for (const entry of present.values()) {
    call.nextEvent();
    if (wanted.has(entry.package_id)) continue;
    const change = {
      tag: tag.id,
      package: entry.package_id,
      block: true,
      force: true,
      update: true,
      extraArches: entry.extra_arches,
    };
    await applyPackageChange(call, tag, change, { action: 'update', ownerId: entry.owner_id });
  }
  await addEntries(
    call,
    tag,
    [...wanted.values()].filter((entry) => !present.has(entry.package_id)),
  );
  call.nextEvent();
}

async function matchBuilds(call: Call, source: TagWithExtra, tag: TagWithExtra, options: MatchOptions): Promise<void> {
  const wanted = groupBy(await snapshotBuilds(call, source, options), (build) => build.package_id);
  const present = groupBy(
    await snapshotBuilds(call, tag, { event: null, latestOnly: false, inheritBuilds: false }),
    (build) => build.package_id,
  );
  const known = new Map([...present.values(), ...wanted.values()].flat().map((build) => [build.id, build]));
  const ids = (builds: readonly Build[] | undefined) => (builds ?? []).map((build) => build.id);
  const [leaving, coming]: [number[], number[]] = [[], []];
  for (const packageId of new Set([...wanted.keys(), ...present.keys()])) {
    if (!wanted.has(packageId) && !options.remove) continue;
    const plan = planOrder(ids(present.get(packageId)), ids(wanted.get(packageId)), options);
    leaving.push(...plan.remove);
    coming.push(...plan.append);
  }
  const builds = (list: number[]) => list.map((id) => known.get(id)).filter((build) => build !== undefined);
  if (leaving.length > 0) await assertTagAccess(call, tag.id, { force: options.force });
  await untagMany(call, tag, builds(leaving), options.force);
  await tagInOrder(call, tag, builds(coming));
}
