import { expect, test } from 'vitest';
import { nextRelease } from './next-release.ts';

test.each([
  [undefined, 1, '1'],
  [undefined, 3, '3'],
  ['4', 1, '5'],
  ['09', 1, '10'],
  ['3.el8', 2, '5.el8'],
  ['20200101.nightly.7', 1, '20200101.nightly.8'],
  ['99999999999999999999', 1, '100000000000000000000'],
])('after %s by %i comes %s', (release, step, next) => {
  expect(nextRelease(release, step)).toBe(next);
});

test.each(['el8', '1.2.x', '1.2.3.4', '1-2'])('%s cannot be counted on', (release) => {
  expect(() => nextRelease(release, 1)).toThrow(expect.objectContaining({ faultCode: 1005 }));
});
