/** How long something signed holds. */
export interface Validity {
  /** Days from `from` (24 hours each). */
  readonly days?: number;
  /** Beginning; five minutes ago unless given, so that a peer whose clock lags a little accepts it at once. */
  readonly from?: Date;
}

const DAY_MS = 86_400_000;
const CLOCK_SKEW_MS = 300_000;

/** First and last moment, in whole seconds; throws a RangeError for a number of days that is not positive. */
export function validityFrom({ days, from }: Validity, defaultDays: number): { start: Date; end: Date } {
  const length = days ?? defaultDays;
  if (!(length > 0 && length <= 36_500)) throw new RangeError(`days must be between 1 and 36500: ${length}`);
  const begin = (from ?? new Date()).getTime();
  const start = from ? begin : begin - CLOCK_SKEW_MS;
  return { start: wholeSecond(start), end: wholeSecond(begin + length * DAY_MS) };
}

function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}
