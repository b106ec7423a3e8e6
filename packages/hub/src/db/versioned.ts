import { requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { join, raw, type Sql, sql } from './sql.ts';

/** The tables whose rows are never changed, only revoked and replaced (schema.md, versioned tables). */
export type VersionedTable =
  | 'user_perms'
  | 'user_groups'
  | 'host_config'
  | 'host_channels'
  | 'tag_inheritance'
  | 'tag_config'
  | 'tag_extra'
  | 'build_target_config'
  | 'external_repo_config'
  | 'external_repo_data'
  | 'tag_external_repos'
  | 'cg_users'
  | 'tag_listing'
  | 'tag_packages'
  | 'tag_package_owners'
  | 'group_config'
  | 'group_req_listing'
  | 'group_package_listing';

/** Ends the live rows that match, as part of the call's event. Returns how many there were. Builders act for others. */
export async function revokeRows(call: Call, table: VersionedTable, where: Sql, userId = requireUser(call).id): Promise<number> {
  const event = await call.event();
  return call.db.run(sql`
    update ${raw(table)} set active = null, revoke_event = ${event}, revoker_id = ${userId}
    where active = true and ${where}`);
}

/** Adds a live row, as part of the call's event. Column names come from the code, values are bound. */
export async function insertVersioned(
  call: Call,
  table: VersionedTable,
  values: Readonly<Record<string, unknown>>,
  userId = requireUser(call).id,
): Promise<void> {
  const event = await call.event();
  const columns = Object.keys(values);
  await call.db.run(sql`
    insert into ${raw(table)} (${raw(columns.join(', '))}, create_event, creator_id)
    values (${join(
      columns.map((c) => values[c]),
      ', ',
    )}, ${event}, ${userId})`);
}

/** As insertVersioned, for rows that all have the same columns, in one statement. They may name events of their own as `create_event`. */
export async function insertVersionedRows(
  call: Call,
  table: VersionedTable,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).filter((name) => name !== 'create_event');
  const event = 'create_event' in first ? sql`create_event` : sql`${await call.event()}`;
  await call.db.run(sql`
    insert into ${raw(table)} (${raw(columns.join(', '))}, create_event, creator_id)
    select ${raw(columns.join(', '))}, ${event}, ${requireUser(call).id}
    from jsonb_populate_recordset(null::${raw(table)}, ${JSON.stringify(rows)}::jsonb)`);
}
