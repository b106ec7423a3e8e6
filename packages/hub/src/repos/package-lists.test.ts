import type { RepoOptions } from '@koji/common/types/repo';
import { expect, test } from 'vitest';
import { targetArches } from './package-lists.ts';

const arches = ['src', 'x86_64', 'i386'];
const cases: [string, RepoOptions, string[]][] = [
  ['noarch', {}, ['x86_64', 'i386']],
  ['x86_64', {}, ['x86_64']],
  ['i686', {}, ['i386']],
  ['aarch64', {}, []],
  ['src', {}, []],
  ['src', { src: true }, ['src', 'x86_64', 'i386']],
  ['src', { separate_src: true }, ['src']],
  ['src', { src: true, separate_src: true }, ['src', 'x86_64', 'i386']],
];
test.each(cases)('an rpm of arch %s goes, with %j, into %j', (arch, opts, expected) => {
  expect(targetArches(arch, arches, opts)).toEqual(expected);
});
