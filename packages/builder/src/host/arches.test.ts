import { expect, test } from 'vitest';
import { chooseBuildrootArch, servesTag } from './arches.ts';

const host = { id: 1, name: 'builder1', arches: 'x86_64 i386' };
const tag = { name: 'f42-build', arches: 'i686 x86_64 aarch64' };

test.each([
  ['x86_64 aarch64', true],
  ['i686', true],
  ['s390x', false],
  ['', true],
  [null, true],
])('a host of x86_64 and i386 serves a tag of %j: %s', (arches, expected) => {
  expect(servesTag(host, arches)).toBe(expected);
});

test('only noarch needs a choice', () => {
  expect(chooseBuildrootArch({ arch: 's390x', host, tag })).toBe('s390x');
  expect(chooseBuildrootArch({ arch: 'noarch', host, tag, random: () => 0.99 })).toBe('x86_64');
  expect(chooseBuildrootArch({ arch: 'noarch', host, tag, preferred: 'i386', random: () => 0.99 })).toBe('i386');
  expect(chooseBuildrootArch({ arch: 'noarch', host, tag, preferred: 'aarch64', random: () => 0 })).toBe('i386');
});

test.each([
  [{ ...host, arches: '' }, tag, 'No arch list for this host: builder1'],
  [host, { ...tag, arches: '' }, 'No arch list for tag: f42-build'],
  [host, { ...tag, arches: 's390x' }, 'does not support any arches of tag f42-build (s390x)'],
])('what cannot be chosen from is an error', (someHost, someTag, message) => {
  expect(() => chooseBuildrootArch({ arch: 'noarch', host: someHost, tag: someTag })).toThrow(message);
});
