import { expect, test } from 'vitest';
import { pollPausesS } from './poll-pause.ts';

test.each([
  [6, '0.50 0.60 0.72 0.86 1.04 1.24 1.49 1.79 2.15 2.58 3.10 3.72 4.46 5.35 6.00 6.00'],
  [1, '0.50 0.60 0.72 0.86 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00'],
  [0, '0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00'],
])('pauses grow from half a second up to a poll_interval of %i and stay there', (pollIntervalS, expected) => {
  const pauses = pollPausesS(pollIntervalS);
  expect(Array.from({ length: 16 }, () => pauses.next().value.toFixed(2)).join(' ')).toBe(expected);
});
