import type { Received } from '@koji/common/client/hub-client';
import { TASK_STATES } from '@koji/common/types/states';
import type { Task, TaskDescendents } from '@koji/common/types/task';
import type { Segment } from '../../view/bars.tsx';
import type { LabelledTask } from './task-label.ts';

/** What of a task a tree shows. */
export type TreeTask = Pick<
  Received<Task>,
  'id' | 'state' | 'method' | 'arch' | 'label' | 'host_id' | 'create_ts' | 'start_ts' | 'completion_ts'
> &
  Pick<LabelledTask, 'request'>;
export interface TreeRow {
  readonly task: TreeTask;
  /** How many ancestors stand above it in the tree. */
  readonly depth: number;
}

/** The tasks below one, parents before their children, in the order they were made. */
export function flattenTree(descendents: Received<TaskDescendents>, root: number, depth = 0): TreeRow[] {
  const children = [...(descendents[String(root)] ?? [])].sort((a, b) => a.id - b.id);
  return children.flatMap((task) => [{ task, depth }, ...flattenTree(descendents, task.id, depth + 1)]);
}

export function isFinished(state: number): boolean {
  return state === TASK_STATES.CLOSED || state === TASK_STATES.CANCELED || state === TASK_STATES.FAILED;
}

/** How far a set of tasks has come, in the order in which a bar shows it. */
export interface Progress {
  readonly total: number;
  readonly finished: number;
  readonly segments: readonly Segment[];
  readonly words: string;
}

export function progressOf(tasks: readonly Pick<Task, 'state'>[]): Progress {
  const count = (...states: number[]) => tasks.filter(({ state }) => states.includes(state)).length;
  const [done, failed, canceled] = [count(TASK_STATES.CLOSED), count(TASK_STATES.FAILED), count(TASK_STATES.CANCELED)];
  const [running, waiting] = [count(TASK_STATES.OPEN), count(TASK_STATES.FREE, TASK_STATES.ASSIGNED)];
  const parts: [number, string][] = [
    [failed, 'failed'],
    [canceled, 'canceled'],
    [running, 'running'],
    [waiting, 'waiting'],
  ];
  const rest = parts.flatMap(([n, word]) => (n > 0 ? [`${n} ${word}`] : []));
  return {
    total: tasks.length,
    finished: done + failed + canceled,
    segments: [
      { tone: 'good', count: done },
      { tone: 'bad', count: failed },
      { tone: 'odd', count: canceled },
      { tone: 'busy', count: running },
      { tone: 'idle', count: waiting },
    ],
    words: [`${done} of ${tasks.length} done`, ...rest].join(', '),
  };
}

/** When a task worked, as seconds; for one at work up to now. */
export function workSpan(
  task: Pick<Received<Task>, 'start_ts' | 'completion_ts'>,
  now: number,
): { from: number; to: number } | undefined {
  const from = Number(task.start_ts ?? Number.NaN);
  if (!Number.isFinite(from)) return undefined;
  return { from, to: Number(task.completion_ts ?? now) };
}
