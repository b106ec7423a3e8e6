import type { Build } from '@koji/common/types/build';
import type { Db } from '../db/database.ts';
import { type Sql, sql } from '../db/sql.ts';
import { insertEvents } from '../events/queries.ts';
import { requireUser } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import type { TagWithExtra } from '../tags/build-config.ts';
import { findUser, type UserRow } from '../users/queries.ts';
import { holdComplete } from './tag-build.ts';

async function caller(call: Call): Promise<UserRow> {
  const { id } = requireUser(call);
  return orFault(await findUser(call.db, { id }), `No such user: ${id}`);
}

/**
 * Tags many builds, the last of them becoming the newest; what is tagged already is tagged anew. Who may, locks and the
 * package list are not looked at. Each has an event of its own, which is what keeps the order.
 */
export async function tagInOrder(call: Call, tag: TagWithExtra, builds: readonly Build[]): Promise<void> {
  const user = await caller(call);
  const data = (build: Build) => ({ tag, build, user, force: true });
  for (const build of builds) await call.hooks.emit(call, 'pre', 'Tag', data(build));
  await holdComplete(call.db, builds);
  const given = await withEvents(call.db, builds);
  await revoke(call.db, tag, given, user);
  // What is named again is tagged anew from then on.
  await call.db.run(sql`
    insert into tag_listing (build_id, tag_id, create_event, creator_id, active, revoke_event, revoker_id)
    select build_id, ${tag.id}, event, ${user.id}, case when again is null then true end, again, case when again is not null then ${user.id}::int end
    from (select build_id, event, lead(event) over (partition by build_id order by event) as again from ${given}) as tagging`);
  // Whatever follows in this call comes after.
  call.nextEvent();
  for (const build of builds) await call.hooks.emit(call, 'post', 'Tag', data(build));
}

/** The builds, each with a new event, as `given (build_id, event)`. */
async function withEvents(db: Db, builds: readonly Build[]): Promise<Sql> {
  const events = await insertEvents(db, builds.length);
  return sql`unnest(${builds.map((build) => build.id)}::int[], ${events}::int[]) as given (build_id, event)`;
}
async function revoke(db: Db, tag: TagWithExtra, given: Sql, user: UserRow): Promise<void> {
  await db.run(sql`
    update tag_listing set active = null, revoke_event = first.event, revoker_id = ${user.id}
    from (select build_id, min(event) as event from ${given} group by build_id) as first
    where tag_listing.active = true and tag_listing.tag_id = ${tag.id} and tag_listing.build_id = first.build_id`);
}

/** Takes many builds out of a tag, each as an event of its own. Who may is not looked at. */
export async function untagMany(call: Call, tag: TagWithExtra, builds: readonly Build[], force: boolean): Promise<void> {
  const user = await caller(call);
  const data = (build: Build) => ({ tag, build, user, force, strict: true });
  for (const build of builds) await call.hooks.emit(call, 'pre', 'Untag', data(build));
  await revoke(call.db, tag, await withEvents(call.db, builds), user);
  call.nextEvent();
  for (const build of builds) await call.hooks.emit(call, 'post', 'Untag', data(build));
}
