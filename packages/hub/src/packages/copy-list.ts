import { sql } from '../db/sql.ts';
import { requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import type { TagWithExtra } from '../tags/build-config.ts';
import { findUser } from '../users/queries.ts';
import type { PackageEntry } from './package-entries.ts';

/** Writes entries into the package list of a tag that has none of these packages yet. The policy is not asked. */
export async function addEntries(call: Call, tag: TagWithExtra, entries: readonly PackageEntry[]): Promise<void> {
  const { id: userId } = requireUser(call);
  const user = (await findUser(call.db, { id: userId })) ?? null;
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
  const event = await call.event();
  const column = <K extends keyof PackageEntry>(key: K) => entries.map((entry) => entry[key]);
  await call.db.run(sql`
    insert into tag_packages (tag_id, package_id, blocked, extra_arches, create_event, creator_id)
    select ${tag.id}, given.package_id, given.blocked, given.extra_arches, ${event}, ${userId}
    from unnest(${column('package_id')}::int[], ${column('blocked')}::boolean[], ${column('extra_arches')}::text[]) as given (package_id, blocked, extra_arches)`);
  await call.db.run(sql`
    insert into tag_package_owners (tag_id, package_id, owner, create_event, creator_id)
    select ${tag.id}, given.package_id, given.owner, ${event}, ${userId}
    from unnest(${column('package_id')}::int[], ${column('owner_id')}::int[]) as given (package_id, owner)`);
  for (const entry of entries) await call.hooks.emit(call, 'post', 'PackageListChange', data(entry));
}
