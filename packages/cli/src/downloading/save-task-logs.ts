import { mkdir, open, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KojiError } from '@koji/common/errors';
import { matchesAnyGlob } from '@koji/common/glob';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../errors.ts';
import { findTask } from '../lookups/find-task.ts';
import { prettyPython } from '../output/python-pretty.ts';
import { isEnded } from '../tasks/is-ended.ts';
import { readTaskOutput } from '../watch/read-task-output.ts';
import { type TaskFile, taskFiles } from '../watch/task-files.ts';
import { failureText } from '../watch/task-state-text.ts';

const failLog = 'task_failed.log';
const chunkBytes = 102_400;

export interface LogStyle {
  readonly recurse: boolean;
  /** Patterns of names; empty for all. */
  readonly match: readonly string[];
  /** Goes on with files that are there. */
  readonly resume: boolean;
}

/** Writes the logs of a task, and of its subtasks below it, into `<directory>/<arch>-<task>`. */
export async function saveTaskLogs(context: CommandContext, taskId: number, directory: string, style: LogStyle): Promise<void> {
  const { hub, out } = context;
  const task = await findTask(context, taskId);
  if (!task) throw new CommandFailure(`No such task: ${taskId}`);
  const isWanted = (name: string) => style.match.length === 0 || matchesAnyGlob(name, style.match);
  const [files = []] = await taskFiles(context, [taskId]);
  const logs = files.filter(({ name }) => name.endsWith('.log') && isWanted(name));
  const target = join(directory, `${task.arch}-${taskId}`);
  const state = nameOf(TASK_STATES, task.state);
  const saysWhy = state === 'FAILED' && isWanted(failLog);
  if (saysWhy) await writeFailure(context, taskId, join(target, failLog));
  else if (!isEnded(task.state)) out.warn(`Task ${taskId} is ${state}\n`);
  for (const log of logs) await saveLog(context, taskId, log, target, style.resume);
  if (!style.recurse) {
    if (logs.length === 0 && !saysWhy) out.warn(`No logs found for task ${taskId}. Perhaps try --recurse?\n`);
    return;
  }
  for (const { id } of await hub.getTaskChildren(taskId)) await saveTaskLogs(context, id, target, style);
}

async function writeFailure({ hub, out }: CommandContext, taskId: number, path: string): Promise<void> {
  const content = await hub.getTaskResult(taskId).then(
    (result) => prettyPython(result as WireValue),
    (error: unknown) => {
      if (!(error instanceof KojiError)) throw error;
      return `koji.${failureText(error)}\n`;
    },
  );
  await mkdir(dirname(path), { recursive: true });
  out.line(`Writing: ${path}`);
  await writeFile(path, content);
}

async function saveLog(
  context: CommandContext,
  taskId: number,
  log: TaskFile,
  directory: string,
  resume: boolean,
): Promise<void> {
  const { out } = context;
  const { name, volume } = log;
  const path = volume === 'DEFAULT' ? join(directory, name) : join(directory, volume, name);
  await mkdir(dirname(path), { recursive: true });
  const present = resume ? (await stat(path).catch(() => undefined))?.size : undefined;
  out.line(`${present === undefined ? 'Downloading' : 'Continuing'}: ${path}`);
  const file = await open(path, present === undefined ? 'w' : 'a');
  try {
    for (let offset = present ?? 0; ; ) {
      const chunk = await readTaskOutput(context, taskId, log, { offset, size: chunkBytes });
      if (chunk.length === 0) return;
      await file.write(chunk);
      offset += chunk.length;
    }
  } finally {
    await file.close();
  }
}
