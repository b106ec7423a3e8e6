import type { Build } from '@koji/common/types/build';
import type { WireValue } from '@koji/common/wire/values';
import type { Hooks } from '../hooks/hooks.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { findTarget } from '../targets/queries.ts';
import { makeTask } from '../tasks/make-task.ts';
import { withNativeTimes } from '../tasks/native-times.ts';
import { findTask } from '../tasks/queries.ts';
import { decodeRequest } from '../tasks/task-document.ts';
import { readRecipients } from './recipients.ts';

/** Has a builder write to those who want to know of a build's end. */
export async function notifyOfBuild(call: Call, build: Build, taskId: number): Promise<void> {
  if (call.config.disableNotifications) return;
  const target = await targetOf(call, taskId);
  const recipients = await readRecipients(call, build, target?.dest_tag ?? null, build.state);
  if (recipients.length === 0) return;
  await makeTask(call, 'buildNotification', [
    recipients,
    withNativeTimes(build),
    target ? { ...target } : null,
    call.config.kojiWebUrl,
  ]);
}

/** Where the target stands among the parameters of the tasks that have one. */
const targetPosition: { readonly [method: string]: number } = { build: 1, maven: 1, winbuild: 2 };

async function targetOf(call: Call, taskId: number) {
  const task = await findTask(call.db, taskId);
  const position = task && targetPosition[task.method];
  if (position === undefined) return undefined;
  const named: WireValue | undefined = decodeRequest(task?.request ?? '')[position];
  return named === undefined || named === null || named === '' ? undefined : findTarget(call.db, info.read(named, 'target'));
}

export function subscribeBuildNotifications(hooks: Hooks): void {
  hooks.on('post', 'BuildEnd', ({ build, task_id }, call) => notifyOfBuild(call, build, task_id));
}
