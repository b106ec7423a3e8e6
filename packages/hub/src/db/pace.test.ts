import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

function paceAfter(...times: number[]): Pace {
  const pace = new Pace();
  for (const ms of times) pace.took(ms, 0);
  return pace;
}
const repeated = (times: number, ...ms: number[]) => Array.from({ length: times }, () => ms).flat();

test.each([
  ['short', repeated(50, 1), false],
  ['held up now and then', repeated(50, 60, 1, 1), false],
  ['held up a few times in a row', repeated(5, 60), false],
  ['slow every time', repeated(6, 15), true],
  ['mostly slow', repeated(20, 15, 15, 1), true],
  ['really slow once', [500], true],
])('a statement that was %s: sent alone is %s', (_what, times, isApart) => {
  expect(paceAfter(...times).isApart(1)).toBe(isApart);
});

test('each time it is sent alone for twice as long, up to ten minutes', () => {
  const pace = new Pace();
  for (const apartMs of [10, 20, 40, 80, 160, 320, 600, 600].map((seconds) => seconds * 1000)) {
    pace.took(500, 0);
    expect([pace.isApart(apartMs - 1), pace.isApart(apartMs)]).toEqual([true, false]);
  }
});
