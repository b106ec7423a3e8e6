import type { Double } from '../wire/values.ts';

/** A builder. `update_ts` is its last report, `arches` is separated by spaces. */
export type Host = {
  id: number;
  user_id: number;
  name: string;
  update_ts: Double | null;
  ready: boolean;
  task_load: Double;
  arches: string | null;
  capacity: Double;
  description: string | null;
  comment: string | null;
  enabled: boolean;
};
