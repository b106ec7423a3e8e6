import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../errors.ts';
import type { FoundTask } from '../lookups/find-task.ts';
import { isEnded } from '../tasks/is-ended.ts';
import { createPollPause } from './poll-pause.ts';
import { readTaskOutput } from './read-task-output.ts';
import { type TaskFile, taskFiles } from './task-files.ts';

const chunkBytes = 16_384;

export interface LogChoice {
  /** Only the log of this name. */
  readonly log: string | undefined;
  /** Logs of subtasks too. */
  readonly follow: boolean;
}

/** Prints what the logs of tasks say as they grow, until all tasks have ended. */
export async function watchLogs(context: CommandContext, taskIds: readonly number[], { log, follow }: LogChoice): Promise<void> {
  const { out, settings } = context;
  out.line('Watching logs (this may be safely interrupted)...');
  const active = new Set(taskIds);
  const known = new Set(taskIds);
  const offsets = new Map<string, number>();
  const pause = createPollPause(settings);
  let lastLog: string | undefined;
  for (;;) {
    for (const { taskId, hasEnded, files, children } of await lookAt(context, [...active], { children: follow })) {
      if (hasEnded) active.delete(taskId);
      for (const file of files) {
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
      for (const { id } of children) {
        if (!known.has(id)) active.add(id);
        known.add(id);
      }
    }
    if (active.size === 0) return;
    await pause();
  }
}

interface Sight {
  readonly taskId: number;
  readonly hasEnded: boolean;
  readonly files: readonly TaskFile[];
  readonly children: readonly { readonly id: number }[];
}

/** States come before files and children: of a task that has ended, all of these are seen. */
async function lookAt(
  { session, out }: CommandContext,
  taskIds: readonly number[],
  wish: { readonly children: boolean },
): Promise<Sight[]> {
  const tasks = await session.batch((hub) => taskIds.map((id) => hub.getTaskInfo(id) as unknown as Promise<FoundTask | null>));
  const files = await taskFiles({ session }, taskIds);
  const children = wish.children ? await session.batch((hub) => taskIds.map((id) => hub.getTaskChildren(id))) : [];
  return taskIds.map((taskId, i) => {
    const task = tasks[i];
    if (!task) {
      out.line(`No such task id: ${taskId}`);
      throw new CommandFailure();
    }
    return { taskId, hasEnded: isEnded(task.state), files: files[i] ?? [], children: children[i] ?? [] };
  });
}
