import { GenericError } from '@koji/common/errors';
import { insertVersioned } from '../db/versioned.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { findTag } from '../tags/queries.ts';
import { assertValidName } from '../users/names.ts';
import { ensureTargetId, findTarget } from './queries.ts';

/** Adds a target and answers its id. Whether the caller may is not looked at. */
export async function createTarget(
  call: Call,
  name: string,
  buildTag: number | string,
  destTag: number | string,
): Promise<number> {
  assertValidName(call.config, 'internal', name);
  if (await findTarget(call.db, name)) throw new GenericError(`A build target with the name '${name}' already exists`);
  const tags = await requireTags(call, buildTag, destTag);
  const id = await ensureTargetId(call.db, name);
  await insertVersioned(call, 'build_target_config', { build_target_id: id, ...tags });
  return id;
}
export async function requireTags(
  call: Call,
  buildTag: number | string,
  destTag: number | string,
): Promise<{ build_tag: number; dest_tag: number }> {
  const build = orFault(await findTag(call.db, buildTag), `build tag '${buildTag}' does not exist`);
  const dest = orFault(await findTag(call.db, destTag), `destination tag '${destTag}' does not exist`);
  return { build_tag: build.id, dest_tag: dest.id };
}
