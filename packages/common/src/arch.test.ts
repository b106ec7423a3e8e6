import { expect, test } from 'vitest';
import { canonArch, compatibleArches, joinArches, multilibArch, parseArches } from './arch.ts';

test.each([
  ['i386', 'i386'],
  ['i686', 'i386'],
  ['athlon', 'i386'],
  ['ia32e', 'x86_64'],
  ['amd64', 'amd64'],
  ['x86_64', 'x86_64'],
  ['ppc64le', 'ppc64le'],
  ['ppc64p7', 'ppc64'],
  ['ppc', 'ppc'],
  ['sparc64v', 'sparc64'],
  ['sparcv9', 'sparc'],
  ['alphaev6', 'alpha'],
  ['armv7hl', 'armhfp'],
  ['armhfp', 'armhfp'],
  ['armv5tel', 'arm'],
  ['aarch64', 'aarch64'],
  ['noarch', 'noarch'],
])('%s belongs to %s', (arch, canonical) => {
  expect(canonArch(arch)).toBe(canonical);
});

test('arches are split on white space, and on commas unless strict', () => {
  expect(parseArches(' x86_64,  i686\tppc64le\n')).toEqual(['x86_64', 'i686', 'ppc64le']);
  expect(parseArches('x86_64 i686', { strict: true })).toEqual(['x86_64', 'i686']);
  expect(() => parseArches('x86_64,i686', { strict: true })).toThrow('"x86_64,i686"');
  expect(parseArches('')).toEqual([]);
  expect(joinArches(['x86_64', 'i686'])).toBe('x86_64 i686');
});

test.each(['x86_64;rm', '../x', "['x86_64']", 'a.b'])('%s is not accepted as an arch', (text) => {
  expect(() => parseArches(text)).toThrow('not an architecture name');
});

test('a repository holds the arches compatible with its own', () => {
  expect(compatibleArches('i386')).toContain('i686');
  expect(compatibleArches('riscv64')).toEqual(['riscv64', 'noarch']);
  expect(compatibleArches('src')).toEqual(['src']);
  expect(multilibArch('x86_64')).toBe('i386');
  expect(multilibArch('aarch64')).toBeUndefined();
});
