import type { Double, WireValue } from '../wire/values.ts';

/** Default fields of scheduler.getTaskRuns. */
export type TaskRun = { id: number; task_id: number; host_id: number; active: boolean; create_ts: Double };

/** Default fields of scheduler.getTaskRefusals. */
export type TaskRefusal = {
  id: number;
  task_id: number;
  host_id: number;
  by_host: boolean;
  soft: boolean;
  msg: string | null;
  ts: Double;
};

/** Default fields of scheduler.getLogMessages. */
export type SchedulerMessage = { id: number; task_id: number | null; host_id: number | null; msg: string; msg_ts: Double };

export type HostData = { host_id: number; data: WireValue };
