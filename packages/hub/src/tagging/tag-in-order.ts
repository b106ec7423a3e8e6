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
  // Named twice, the last time counts.
  const ids = [...new Set(builds.map((build) => build.id).reverse())].reverse();
  const given = await withEvents(call.db, ids);
  await revoke(call.db, tag, given, user);
  await call.db.run(sql`
    insert into tag_listing (build_id, tag_id, create_event, creator_id)
    select given.build_id, ${tag.id}, given.event, ${user.id} from ${given}`);
  // Whatever follows in this call comes after.
  call.nextEvent();
  for (const build of builds) await call.hooks.emit(call, 'post', 'Tag', data(build));
}

/** The builds, each with a new event, as `given (build_id, event)`. */
async function withEvents(db: Db, ids: readonly number[]): Promise<Sql> {
  return sql`unnest(${ids}::int[], ${await insertEvents(db, ids.length)}::int[]) as given (build_id, event)`;
}
async function revoke(db: Db, tag: TagWithExtra, given: Sql, user: UserRow): Promise<void> {
  await db.run(sql`
    update tag_listing set active = null, revoke_event = given.event, revoker_id = ${user.id} from ${given}
    where tag_listing.active = true and tag_listing.tag_id = ${tag.id} and tag_listing.build_id = given.build_id`);
}

/** Takes many builds out of a tag, each as an event of its own. Who may is not looked at. */
export async function untagMany(call: Call, tag: TagWithExtra, builds: readonly Build[], force: boolean): Promise<void> {
  const user = await caller(call);
  const data = (build: Build) => ({ tag, build, user, force, strict: true });
  for (const build of builds) await call.hooks.emit(call, 'pre', 'Untag', data(build));
  const ids = builds.map((build) => build.id);
  await revoke(call.db, tag, await withEvents(call.db, ids), user);
  call.nextEvent();
  for (const build of builds) await call.hooks.emit(call, 'post', 'Untag', data(build));
}
