import type { Double } from '../wire/values.ts';

/** A point of the hub's logical clock; `ts` in epoch seconds. */
export type Event = { id: number; ts: Double };
