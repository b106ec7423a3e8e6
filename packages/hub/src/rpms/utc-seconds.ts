import type { Moment } from '../db/moment.ts';

/**
 * Epoch seconds of a moment; text is `YYYY-MM-DD` with `HH:MM:SS` behind it or not, in UTC. Compatibility: a text
 * without a date bounds nothing.
 */
export function utcSeconds(given: Moment | null): number | null {
  if (given === null || typeof given === 'number') return given;
  const date = /(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d):(\d\d))?/.exec(given);
  if (!date) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = date.slice(1).map((part) => Number(part ?? 0));
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}
