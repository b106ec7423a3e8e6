import type { Double, WireValue } from '../wire/values.ts';
import type { TaskState } from './states.ts';

/** What getTaskInfo answers; `request` (decoded parameters) on request. */
export type Task = {
  id: number;
  state: TaskState;
  create_time: string;
  create_ts: Double;
  start_time: string | null;
  start_ts: Double | null;
  completion_time: string | null;
  completion_ts: Double | null;
  channel_id: number;
  host_id: number | null;
  parent: number | null;
  label: string | null;
  waiting: boolean | null;
  awaited: boolean | null;
  owner: number;
  method: string;
  arch: string;
  priority: number | null;
  weight: Double;
  request?: WireValue[] | null;
};

/** The answer of host.openTask: the request still as stored XML text. */
export type OpenedTask = Omit<Task, 'request'> & { request: string };

/** One row of listTasks; request and result are decoded, or the stored text. */
export type ListedTask = Omit<Task, 'request'> & {
  owner_name: string;
  owner_type: number;
  request: WireValue;
  result: WireValue;
};

/** Children of every task below one, by decimal task id (getTaskDescendents). */
export type TaskDescendents = { [taskId: string]: Task[] };

/** An open task of the calling host; `alert` is set when an awaited child has finished. */
export type HostTask = { id: number; waiting: boolean | null; weight: Double; alert?: boolean };

/** A task assigned to the calling host, not yet open. */
export type AssignedTask = {
  id: number;
  state: TaskState;
  channel_id: number;
  host_id: number;
  arch: string;
  method: string;
  priority: number | null;
  create_ts: Double;
};

/** File facts of listTaskOutput; sizes travel as text because they may exceed 32 bits. */
export type TaskOutputStat = { st_size: string; st_mtime: Double; st_atime: Double; st_ctime: Double };

/** listTaskOutput in its four shapes: names, stats, volumes, stats by volume. */
export type TaskOutput =
  | string[]
  | { [name: string]: TaskOutputStat }
  | { [name: string]: string[] }
  | { [name: string]: { [volume: string]: TaskOutputStat } };
