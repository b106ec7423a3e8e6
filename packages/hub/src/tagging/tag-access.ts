import { ActionNotAllowed, GenericError } from '@koji/common/errors';
import { permissionsOf } from '../policy/engine.ts';
import type { Call } from '../rpc/call.ts';
import { requireTag } from '../tags/require-tag.ts';

export interface TagAccess {
  readonly allowed: boolean;
  /** Whether force would help. */
  readonly override: boolean;
  readonly reason: string;
}

/** Whether a user, or the caller, may put builds into a tag or take them out. */
export async function readTagAccess(call: Call, tagKey: number | string, userId: number | undefined): Promise<TagAccess> {
  const user = userId ?? call.session?.user.id;
  if (user === undefined) throw new GenericError('a user_id is required');
  const held = await permissionsOf(call, user);
  const tag = await requireTag(call, tagKey);
  const override = held.has('admin');
  if (tag.locked) return { allowed: false, override, reason: 'tag is locked' };
  if (tag.perm !== null && !held.has(tag.perm))
    return { allowed: false, override, reason: `tag requires ${tag.perm} permission` };
  return { allowed: true, override, reason: '' };
}
export async function assertTagAccess(
  call: Call,
  tagKey: number | string,
  options: { readonly userId?: number | undefined; readonly force: boolean },
): Promise<void> {
  const { allowed, override, reason } = await readTagAccess(call, tagKey, options.userId);
  if (!allowed && !(override && options.force)) throw new ActionNotAllowed(reason);
}
