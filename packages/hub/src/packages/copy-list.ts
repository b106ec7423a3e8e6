import { insertVersionedRows } from '../db/versioned.ts';
import { requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import type { TagWithExtra } from '../tags/build-config.ts';
import { findUser } from '../users/queries.ts';
import type { PackageEntry } from './package-entries.ts';

/** Writes entries into the package list of a tag that has none of these packages yet. The policy is not asked. */
export async function addEntries(call: Call, tag: TagWithExtra, entries: readonly PackageEntry[]): Promise<void> {
  const user = (await findUser(call.db, { id: requireUser(call).id })) ?? null;
  const data = (entry: PackageEntry) => ({
    action: entry.blocked ? 'block' : 'add',
    tag,
    package: { id: entry.package_id, name: entry.package_name },
    owner: entry.owner_id,
    block: entry.blocked,
    extra_arches: entry.extra_arches,
    force: true,
    update: false,
    user,
  });
  for (const entry of entries) await call.hooks.emit(call, 'pre', 'PackageListChange', data(entry));
  const listed = entries.map(({ package_id, blocked, extra_arches }) => ({ tag_id: tag.id, package_id, blocked, extra_arches }));
  await insertVersionedRows(call, 'tag_packages', listed);
  const owned = entries.map(({ package_id, owner_id }) => ({ tag_id: tag.id, package_id, owner: owner_id }));
  await insertVersionedRows(call, 'tag_package_owners', owned);
  for (const entry of entries) await call.hooks.emit(call, 'post', 'PackageListChange', data(entry));
}
