import { badRequest } from '../problems.ts';
import type { Query } from '../query.ts';

const longestDays = 36_500;

/** How many days back a report reaches; none for all time, which addresses write as -1. */
export function readDays(query: Query, fallback: number): number | undefined {
  const days = query.int('days') ?? fallback;
  if (days === -1) return undefined;
  if (days < 1 || days > longestDays) throw badRequest(`days must be a number of days, or -1 for all time, not ${days}.`);
  return days;
}
/** The moment a report begins with, in epoch seconds. */
export function periodStart(days: number | undefined, now: number): number | null {
  return days === undefined ? null : Math.floor(now - days * 86_400);
}

export const periodChoices = [
  [1, 'last day'],
  [7, 'last 7 days'],
  [30, 'last 30 days'],
  [90, 'last 90 days'],
  [365, 'last year'],
  [-1, 'all time'],
] as const;
