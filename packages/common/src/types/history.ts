import type { Double, WireValue } from '../wire/values.ts';

/** A row of queryHistory: these, the table's own columns, and joined names under `<thing>.name`. */
export type HistoryRow = {
  active: boolean | null;
  create_event: number;
  revoke_event: number | null;
  creator_id: number;
  creator_name: string;
  revoker_id: number | null;
  revoker_name: string | null;
  create_ts: Double;
  revoke_ts: Double | null;
} & { [column: string]: WireValue };
