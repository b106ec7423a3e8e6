import { expect, test } from 'vitest';
import { passesFilters } from './package-filter.ts';

const cases: readonly [string, string, boolean][] = [
  ['kernel', 'kernel-rt', true],
  ['rt', 'kernel-rt', false],
  ['a|b', 'bash', true],
  ['^(?!kernel).*$', 'kernel', false],
  ['(?i)KERNEL', 'kernel', true],
  ['(?P<x>.)(?P=x)', 'aardvark', true],
  ['\\Abash\\Z', 'bash', true],
  ['\\Abash\\Z', 'bash-completion', false],
];
for (const [filter, name, passes] of cases) {
  test(`the filter ${filter} ${passes ? 'lets' : 'does not let'} ${name} through`, () =>
    expect(passesFilters(name, [filter])).toBe(passes));
}
test('all filters on the way must let a package through', () => {
  expect(passesFilters('python3-foo', ['python3', '.*foo$'])).toBe(true);
  expect(passesFilters('python3-bar', ['python3', '.*foo$'])).toBe(false);
});
test('a filter that cannot be read is refused', () => {
  expect(() => passesFilters('x', ['(('])).toThrow(/Invalid package filter/);
});
