import { expect, test } from 'vitest';
import { fixed } from './fixed.ts';

test.each([
  [3.25, 1, '3.2'],
  [3.35, 1, '3.4'],
  [3.75, 1, '3.8'],
  [0.05, 1, '0.1'],
  [0.125, 2, '0.12'],
  [-0.125, 2, '-0.12'],
  [2.5, 0, '2'],
  [3.5, 0, '4'],
  [2, 1, '2.0'],
  [1023.999, 2, '1024.00'],
])('%d with %d decimals is %s', (value, decimals, expected) => {
  expect(fixed(value, decimals)).toBe(expected);
});
