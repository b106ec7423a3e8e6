import type { Double } from '../wire/values.ts';

/** What getSessionInfo answers; `id` and `hostip` only in the detailed form. */
export type SessionInfo = {
  user_id: number;
  authtype: number | null;
  callnum: number | null;
  exclusive: boolean | null;
  expired: boolean;
  master: number | null;
  start_time: string;
  start_ts: Double;
  update_time: string;
  update_ts: Double;
  renew_time: string | null;
  renew_ts: Double | null;
  id?: number;
  hostip?: string | null;
};

/** What every login answers. The key is a secret. */
export type SessionCredentials = { 'session-id': number; 'session-key': string; 'header-auth': boolean };
