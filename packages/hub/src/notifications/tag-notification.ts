import type { Build } from '@koji/common/types/build';
import { BUILD_STATES } from '@koji/common/types/states';
import type { Call } from '../rpc/call.ts';
import { findTag } from '../tags/queries.ts';
import { makeTask } from '../tasks/make-task.ts';
import { readRecipients } from './recipients.ts';

export interface Tagging {
  readonly succeeded: boolean;
  /** As the caller named them; they travel in the task. */
  readonly tag: number | string | null;
  readonly fromTag: number | string | null;
  readonly build: Build;
  readonly userId: number | null;
  /** Keeps quiet about success. */
  readonly ignoreSuccess?: boolean;
  readonly failure?: string;
}

/** Has a builder write to those who want to know that a build came into a tag or left one. Null when nobody does. */
export async function notifyOfTagging(call: Call, tagging: Tagging): Promise<number | null> {
  if (call.config.disableNotifications) return null;
  const { succeeded, tag, fromTag, build, userId, ignoreSuccess = false, failure = '' } = tagging;
  const state = succeeded ? BUILD_STATES.COMPLETE : BUILD_STATES.FAILED;
  const recipients = new Set<string>();
  for (const key of [tag, fromTag]) {
    const found = key === null ? undefined : await findTag(call.db, key);
    if (found) for (const email of await readRecipients(call, build, found.id, state)) recipients.add(email);
  }
  if (recipients.size === 0 || (succeeded && ignoreSuccess)) return null;
  return makeTask(call, 'tagNotification', [[...recipients], succeeded, tag, fromTag, build.id, userId, ignoreSuccess, failure]);
}
