import { expect, test } from 'vitest';
import { matchesGlob } from './glob.ts';

const cases: [string, string, boolean][] = [
  ['f42-build', 'f42-*', true],
  ['F42-build', 'f42-*', false],
  ['a/b/c', 'a*c', true],
  ['a\nb', 'a*', true],
  ['abc', 'a?c', true],
  ['abc', 'ab', false],
  ['a.c', 'a.c', true],
  ['abc', 'a.c', false],
  ['kernel6', 'kernel[0-9]', true],
  ['kernelx', 'kernel[!0-9]', true],
  ['kernel6', 'kernel[!0-9]', false],
  ['a]', 'a[]]', true],
  ['a-', 'a[-x]', true],
  ['a^', 'a[^]', true],
  ['a\\', 'a[\\]', true],
  ['b', '[z-a]', false],
  ['[abc', '[abc', true],
  ['(x|y)+{1}$', '(x|y)+{1}$', true],
  ['', '*', true],
  ['', '', true],
];
test.each(cases)('%j against %j is %s', (text, pattern, expected) => {
  expect(matchesGlob(text, pattern)).toBe(expected);
});

test('many stars do not make a match slow', () => {
  const startedAt = performance.now();
  expect(matchesGlob('a'.repeat(5000), '***a***b')).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
