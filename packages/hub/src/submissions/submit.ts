import { ActionNotAllowed } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { isAdmin } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { isStruct, isTruthy } from '../rpc/shapes.ts';
import { DEFAULT_PRIORITY, makeTask, type TaskOptions } from '../tasks/make-task.ts';

export interface Submission {
  readonly method: string;
  readonly params: readonly WireValue[];
  /** Relative to the usual priority; below zero is for administrators. */
  readonly priority: number | null;
  /** Asked of the channel policy. */
  readonly channel?: number | string | null;
  readonly arch?: string;
}

/** Makes the task that a user asked for. */
export async function submit(call: Call, { method, params, priority, channel, arch }: Submission): Promise<number> {
  if (priority !== null && priority < 0 && !(await isAdmin(call)))
    throw new ActionNotAllowed('only admins may create high-priority tasks');
  const options: TaskOptions = {
    ...(priority ? { priority: DEFAULT_PRIORITY + priority } : {}),
    ...(channel ? { channel } : {}),
    ...(arch === undefined ? {} : { arch }),
  };
  return makeTask(call, method, params, options);
}

/** Compatibility: whatever is empty stands for no options, and what is no struct goes to the builder as it is. */
export function optionsOrNone(opts: WireValue): WireValue {
  return isTruthy(opts) ? opts : {};
}
export function readOptions(opts: WireValue): WireStruct {
  return isStruct(opts) ? opts : {};
}
