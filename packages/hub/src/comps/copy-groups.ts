import { insertVersionedRows } from '../db/versioned.ts';
import { insertEvents } from '../events/queries.ts';
import type { Call } from '../rpc/call.ts';
import { newGroup, newPackage, newRequirement } from './change-groups.ts';
import { readTagGroups } from './read-groups.ts';

/**
 * Puts the groups of a tag, now or at an event, into one that has none yet and inherits none, each and each part of it as an
 * event of its own. As upstream: settings of groups and of what is in them are not taken over.
 */
export async function copyGroups(call: Call, sourceId: number, tagId: number, event: number | null): Promise<void> {
  const groups = await readTagGroups(call.db, sourceId, { event });
  const rows = groups.map(({ group_id, name }) => ({ ...newGroup, group_id, display_name: name }));
  const packages = groups
    .flatMap(({ packagelist = [] }) => packagelist)
    .map(({ group_id, package: name }) => ({ ...newPackage, group_id, package: name }));
  const requirements = groups
    .flatMap(({ grouplist = [] }) => grouplist)
    .map(({ group_id, req_id }) => ({ ...newRequirement, group_id, req_id }));
  const events = (await insertEvents(call.db, rows.length + packages.length + requirements.length)).values();
  const inTag = <T>(parts: readonly T[]) =>
    parts.map((part) => ({ ...part, tag_id: tagId, blocked: false, create_event: events.next().value }));
  await insertVersionedRows(call, 'group_config', inTag(rows));
  await insertVersionedRows(call, 'group_package_listing', inTag(packages));
  await insertVersionedRows(call, 'group_req_listing', inTag(requirements));
}
