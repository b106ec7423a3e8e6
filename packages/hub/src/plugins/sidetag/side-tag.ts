import { ActionNotAllowed, GenericError } from '@koji/common/errors';
import { isAdmin, requireUser } from '../../rpc/access.ts';
import { orFault } from '../../rpc/answers.ts';
import type { Call } from '../../rpc/call.ts';
import { isTruthy } from '../../rpc/shapes.ts';
import type { TagWithExtra } from '../../tags/build-config.ts';
import { deleteTag } from '../../tags/edit-tag.ts';
import { requireFullTag } from '../../tags/require-tag.ts';
import { deleteTarget } from '../../targets/delete-target.ts';
import { findTarget } from '../../targets/queries.ts';

export function isSideTag(tag: TagWithExtra): boolean {
  return isTruthy(tag.extra.sidetag);
}
export function isOwnedBy(tag: TagWithExtra, userId: number): boolean {
  return isSideTag(tag) && tag.extra.sidetag_user_id === userId;
}

/** A side tag of the caller's own; administrators may take anyone's. */
export async function requireOwnSideTag(call: Call, key: number | string): Promise<TagWithExtra> {
  const tag = await requireFullTag(call, key);
  if (!isSideTag(tag)) throw new GenericError(`Not a sidetag: ${tag.name}`);
  if (!isOwnedBy(tag, requireUser(call).id) && !(await isAdmin(call))) throw new ActionNotAllowed('This is not your sidetag');
  return tag;
}

/** Ends a side tag and its target, which must still belong together. */
export async function removeSideTag(call: Call, tag: TagWithExtra): Promise<void> {
  const target = orFault(await findTarget(call.db, tag.name), 'Target is missing for sidetag');
  if (target.build_tag !== tag.id || target.dest_tag !== tag.id) throw new GenericError('Target does not match sidetag');
  await deleteTarget(call, target.id);
  await deleteTag(call, tag.id);
}
