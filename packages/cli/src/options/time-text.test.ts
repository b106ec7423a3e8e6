import { describe, expect, test } from 'vitest';
import { parseTime } from './time-text.ts';

const now = new Date(2026, 10, 24, 22, 30, 15);
const local = (...parts: [number, number, number, number?, number?, number?]) => new Date(...parts).getTime() / 1000;

describe('a moment on the command line', () => {
  test.each([
    ['1700000000', 1_700_000_000],
    ['1700000000.5', 1_700_000_000.5],
    ['2020-12-31 12:35', local(2020, 11, 31, 12, 35)],
    ['2020-12-31T12:35:07.25', local(2020, 11, 31, 12, 35, 7)],
    ['2020-12-31T12:35:07Z', local(2020, 11, 31, 12, 35, 7)],
    ['2020-12-31 12:35:07+02:00', local(2020, 11, 31, 12, 35, 7)],
    ['2020-12-31', local(2020, 11, 31)],
    ['20201231', local(2020, 11, 31)],
    ['2020/1/2', local(2020, 0, 2)],
    ['12/31/2020', local(2020, 11, 31)],
    ['31.12.2020 8:05', local(2020, 11, 31, 8, 5)],
    ['December 31st 12:35', local(2026, 11, 31, 12, 35)],
    ['31 Dec 2020', local(2020, 11, 31)],
    ['Thu Dec 31 12:35:00 2020', local(2020, 11, 31, 12, 35)],
    ['Thu, 31 Dec 2020 12:35:00 GMT', local(2020, 11, 31, 12, 35)],
    ['7:05 pm', local(2026, 10, 24, 19, 5)],
    ['12:00 AM', local(2026, 10, 24, 0, 0)],
  ])('%s is understood', (raw, expected) => {
    expect(parseTime(raw, now)).toBe(expected);
  });

  test.each([['yesterday'], [''], ['2020-13-01'], ['2020-02-31'], ['25:00'], ['12:61'], ['soonish 5']])(
    '%s is refused',
    (raw) => {
      expect(parseTime(raw, now)).toBeUndefined();
    },
  );
});
