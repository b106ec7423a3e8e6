import { TASK_STATES } from '@koji/common/types/states';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../errors.ts';
import { findTask } from '../lookups/find-task.ts';
import { createPollPause } from './poll-pause.ts';
import { readTaskOutput } from './read-task-output.ts';
import { taskFiles } from './task-files.ts';

const chunkBytes = 16_384;

export interface LogChoice {
  /** Only the log of this name. */
  readonly log: string | undefined;
  /** Logs of subtasks too. */
  readonly follow: boolean;
}

/** Prints what the logs of tasks say as they grow, until all tasks have ended. */
export async function watchLogs(context: CommandContext, taskIds: readonly number[], { log, follow }: LogChoice): Promise<void> {
  const { hub, out, settings } = context;
  out.line('Watching logs (this may be safely interrupted)...');
  const active = new Set(taskIds);
  const known = new Set(taskIds);
  const offsets = new Map<string, number>();
  const pause = createPollPause(settings);
  let lastLog: string | undefined;
  for (;;) {
    for (const taskId of [...active]) {
      // Asked for before the logs are read: what was written up to the end is still seen.
      if (await hasEnded(context, taskId)) active.delete(taskId);
      for (const file of await taskFiles(context, taskId)) {
        const { name, volume } = file;
        if (log === undefined ? !name.endsWith('log') : name !== log) continue;
        const title = `${taskId}:${volume}:${name}:`;
        for (;;) {
          const offset = offsets.get(title) ?? 0;
          const text = await readTaskOutput(context, taskId, file, { offset, size: chunkBytes });
          if (text.length === 0) break;
          offsets.set(title, offset + text.length);
          if (title !== lastLog) out.write(`${lastLog === undefined ? '' : '\n'}==> ${title} <==\n`);
          lastLog = title;
          out.write(text);
        }
      }
      for (const { id } of follow ? await hub.getTaskChildren(taskId) : []) {
        if (!known.has(id)) active.add(id);
        known.add(id);
      }
    }
    if (active.size === 0) return;
    await pause();
  }
}

async function hasEnded(context: CommandContext, taskId: number): Promise<boolean> {
  const task = await findTask(context, taskId);
  if (!task) {
    context.out.line(`No such task id: ${taskId}`);
    throw new CommandFailure();
  }
  const ended: readonly number[] = [TASK_STATES.CLOSED, TASK_STATES.CANCELED, TASK_STATES.FAILED];
  return ended.includes(task.state);
}
