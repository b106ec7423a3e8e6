import { TagError } from '@koji/common/errors';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import { shareBuilds } from '../builds/queries.ts';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { requireUser } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import type { TagWithExtra } from '../tags/build-config.ts';
import { findUser, type UserRow } from '../users/queries.ts';

export interface TaggingOptions {
  /** Tags what is tagged already once more, which makes it the newest. */
  readonly force: boolean;
  /** On whose behalf; the caller's without. */
  readonly userId?: number | undefined;
}
async function actingUser(call: Call, { userId }: { readonly userId?: number | undefined }): Promise<UserRow> {
  const id = userId ?? requireUser(call).id;
  return orFault(await findUser(call.db, { id }), `No such user: ${id}`);
}
export function assertComplete(build: Pick<Build, 'nvr' | 'state'>): void {
  if (build.state !== BUILD_STATES.COMPLETE)
    throw new TagError(`build ${build.nvr} not complete: state ${nameOf(BUILD_STATES, build.state)}`);
}
/** As assertComplete, of what the builds are now; they stay so until the transaction ends, so that none is deleted while it is tagged. */
export async function holdComplete(db: Db, builds: readonly Pick<Build, 'id' | 'nvr' | 'state'>[]): Promise<void> {
  const states = await shareBuilds(
    db,
    builds.map(({ id }) => id),
  );
  for (const { id, nvr, state } of builds) assertComplete({ nvr, state: states.get(id) ?? state });
}

/** Puts a build into a tag. Who may is not looked at. */
export async function tagBuild(call: Call, tag: TagWithExtra, build: Build, options: TaggingOptions): Promise<void> {
  const { force } = options;
  const user = await actingUser(call, options);
  await call.hooks.emit(call, 'pre', 'Tag', { tag, build, user, force });
  await holdComplete(call.db, [build]);
  const listing = sql`tag_id = ${tag.id} and build_id = ${build.id}`;
  if (await call.db.row(sql`select build_id from tag_listing where active = true and ${listing} for update`)) {
    if (!force) throw new TagError(`build ${build.nvr} already tagged (${tag.name})`);
    await revokeRows(call, 'tag_listing', listing, user.id);
  }
  await insertVersioned(call, 'tag_listing', { tag_id: tag.id, build_id: build.id }, user.id);
  await call.hooks.emit(call, 'post', 'Tag', { tag, build, user, force });
}

/** Takes a build out of a tag. Who may is not looked at. */
export async function untagBuild(
  call: Call,
  tag: TagWithExtra,
  build: Build,
  options: TaggingOptions & { readonly strict: boolean },
): Promise<void> {
  const { force, strict } = options;
  const user = await actingUser(call, options);
  await call.hooks.emit(call, 'pre', 'Untag', { tag, build, user, force, strict });
  const revoked = await revokeRows(call, 'tag_listing', sql`tag_id = ${tag.id} and build_id = ${build.id}`, user.id);
  if (revoked === 0 && strict) throw new TagError(`build ${build.nvr} not in tag ${tag.name}`);
  await call.hooks.emit(call, 'post', 'Untag', { tag, build, user, force, strict });
}
