import { insertVersionedRows } from '../db/versioned.ts';
import { insertEvents } from '../events/queries.ts';
import { requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import type { TagWithExtra } from '../tags/build-config.ts';
import { findUser } from '../users/queries.ts';
import type { PackageEntry } from './package-entries.ts';

/**
 * Writes entries into the package list of a tag that has none of these packages yet, each as an event of its own. The policy
 * is not asked.
 */
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
  const events = await insertEvents(call.db, entries.length);
  const inTag = <T>(row: T, index: number) => ({ ...row, tag_id: tag.id, create_event: events[index] });
  const listed = entries.map(({ package_id, blocked, extra_arches }) => ({ package_id, blocked, extra_arches })).map(inTag);
  await insertVersionedRows(call, 'tag_packages', listed);
  const owned = entries.map(({ package_id, owner_id }) => ({ package_id, owner: owner_id })).map(inTag);
  await insertVersionedRows(call, 'tag_package_owners', owned);
  for (const entry of entries) await call.hooks.emit(call, 'post', 'PackageListChange', data(entry));
}
