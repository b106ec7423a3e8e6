import { setTimeout as sleep } from 'node:timers/promises';
import { GenericError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import { TASK_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import { defineTask, type TaskContext } from '../task.ts';
import { waitForTasks } from '../wait.ts';

const lookEveryMs = 1000;

/** Waits for tasks that are no children of its own, then starts others. */
export const dependantTask = defineTask({
  method: 'dependantTask',
  async run(context, { wait_list: waitList, task_list: taskList }) {
    await waitForStrangers(context, waitList);
    const children: number[] = [];
    for (const entry of taskList) {
      const [method, args, options] = entry;
      if (typeof method !== 'string' || !Array.isArray(args))
        throw new GenericError('a task to start needs a method and a list of arguments');
      children.push(await context.hub.host.subtask(method, args, context.id, isStruct(options) ? options : {}));
    }
    if (children.length > 0) await waitForTasks(context, children, { all: true });
  },
});

/** Nobody alerts us of tasks that are not our children, so they are looked at again and again. Unknown ones do not count. */
async function waitForStrangers({ hub, signal }: TaskContext, ids: readonly WireValue[]): Promise<void> {
  let waiting = ids.filter((id): id is number => typeof id === 'number');
  while (waiting.length > 0) {
    const tasks = (await hub.getTaskInfo(waiting)) as ({ id: number; state: number } | null)[];
    const open: number[] = [];
    for (const task of tasks) {
      if (!task || task.state === TASK_STATES.CLOSED) continue;
      if (task.state === TASK_STATES.FAILED || task.state === TASK_STATES.CANCELED) {
        throw new GenericError(`Dependency ${task.id} failed to complete.`);
      }
      open.push(task.id);
    }
    waiting = open;
    if (waiting.length > 0) await sleep(lookEveryMs, undefined, { signal });
  }
}
