import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, type BuildState, USER_STATUS, USERTYPES } from '@koji/common/types/states';
import type { Db } from '../db/database.ts';
import { allOf, sql } from '../db/sql.ts';
import { readPackageEntry } from '../packages/package-entries.ts';
import type { Call } from '../rpc/call.ts';
import { findUser } from '../users/queries.ts';

interface Recipient {
  readonly user_id: number;
  readonly email: string;
}

/** Addresses to write to about a build and a tag (hub-behaviour.md §17), each once. */
export async function readRecipients(call: Call, build: Build, tagId: number | null, state: BuildState): Promise<string[]> {
  const { db, config } = call;
  const succeeded = state === BUILD_STATES.COMPLETE;
  const recipients = await listSubscribers(db, build.package_id, tagId, succeeded);
  if (config.notifyOnSuccess || !succeeded) {
    const addressOf = (name: string) => `${name}@${config.emailDomain ?? ''}`;
    recipients.push({ user_id: build.owner_id, email: addressOf(build.owner_name) });
    const owner = tagId === null ? undefined : await packageOwner(db, tagId, build.package_id);
    if (owner) recipients.push({ user_id: owner.id, email: addressOf(owner.name) });
  }
  const blocked = await listBlockers(
    db,
    build.package_id,
    tagId,
    recipients.map((recipient) => recipient.user_id),
  );
  return [...new Set(recipients.filter(({ user_id }) => !blocked.has(user_id)).map(({ email }) => email))];
}

/** Rows about any package or this one, and any tag or this one. */
function concerning(packageId: number, tagId: number | null) {
  return allOf([
    sql`(package_id = ${packageId} or package_id is null)`,
    tagId === null ? sql`tag_id is null` : sql`(tag_id = ${tagId} or tag_id is null)`,
  ]);
}
function listSubscribers(db: Db, packageId: number, tagId: number | null, succeeded: boolean): Promise<Recipient[]> {
  return db.rows(sql`
    select user_id, email from build_notifications join users on users.id = build_notifications.user_id
    where users.status = ${USER_STATUS.NORMAL} and users.usertype in (${USERTYPES.NORMAL}, ${USERTYPES.GROUP})
      and ${concerning(packageId, tagId)} and ${succeeded ? sql`true` : sql`not success_only`}
    order by build_notifications.id`);
}
async function listBlockers(
  db: Db,
  packageId: number,
  tagId: number | null,
  userIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await db.rows<{ user_id: number }>(sql`
    select user_id from build_notifications_block where user_id = any(${userIds}::int[]) and ${concerning(packageId, tagId)}`);
  return new Set(rows.map((row) => row.user_id));
}
/** The person who answers for a package in a tag. */
async function packageOwner(db: Db, tagId: number, packageId: number): Promise<{ id: number; name: string } | undefined> {
  const entry = await readPackageEntry(db, tagId, packageId);
  if (!entry || entry.blocked) return undefined;
  const owner = await findUser(db, { id: entry.owner_id });
  return owner?.status === USER_STATUS.NORMAL && owner.usertype === USERTYPES.NORMAL ? owner : undefined;
}
