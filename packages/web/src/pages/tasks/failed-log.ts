import { KojiError } from '@koji/common/errors';
import { TASK_STATES } from '@koji/common/types/states';
import type { HubReader } from '../../hub/hub-reader.ts';
import { readOutputChunk } from './task-output-chunk.ts';
import type { TreeRow, TreeTask } from './task-tree.ts';

const tailBytes = 3000;

/** The end of the log that says why something failed. */
export interface FailedLog {
  readonly taskID: number;
  readonly name: string;
  readonly tail: string;
}

/** The task in which the failure arose: of those that failed and have no failed subtasks the last, or the task itself. */
export function failedTask<T extends Pick<TreeTask, 'id' | 'state'>>(task: T, rows: readonly TreeRow[]): T | TreeTask {
  const isFailed = (row: TreeRow) => row.task.state === TASK_STATES.FAILED;
  const leaves = rows.filter((row, i) => {
    const below = rows.slice(i + 1);
    const end = below.findIndex(({ depth }) => depth <= row.depth);
    return isFailed(row) && !(end === -1 ? below : below.slice(0, end)).some(isFailed);
  });
  return leaves.at(-1)?.task ?? task;
}

/** Reads the end of the log that the fault of a failed task names. */
export async function readFailedLog(hub: HubReader, taskID: number, fault: string): Promise<FailedLog | undefined> {
  const name = /\b([\w.+-]+\.log)\b/.exec(fault)?.[1];
  if (name === undefined) return undefined;
  try {
    const chunk = await readOutputChunk(hub, { taskID, name, volume: undefined }, -tailBytes, tailBytes);
    const text = chunk.toString('utf8');
    // What a cut begins in is no whole line.
    return { taskID, name, tail: chunk.length < tailBytes ? text : text.slice(text.indexOf('\n') + 1) };
  } catch (error) {
    // Logs are cleaned up after some days, and a fault may name one that never was.
    if (error instanceof KojiError) return undefined;
    throw error;
  }
}
