import { expect, test } from 'vitest';
import { type ArchQuestion, chooseBuildArches, chooseTaskArch, type TaskArchQuestion } from './build-arches.ts';

const free = { buildArches: [], exclusiveArches: [], excludeArches: [] };
const question: ArchQuestion = {
  tag: { id: 1, name: 'f42-build', arches: 'x86_64 i686 aarch64' },
  source: free,
  extraArches: null,
  override: undefined,
};

test.each<[string, Partial<ArchQuestion>, string[]]>([
  ['all of the tag', {}, ['x86_64', 'i686', 'aarch64']],
  ['further ones only where the tag handles them', { extraArches: 'i386 s390x' }, ['x86_64', 'i686', 'aarch64', 'i386']],
  ['BuildArch replaces them', { source: { ...free, buildArches: ['noarch'] } }, ['noarch']],
  ['ExclusiveArch keeps some', { source: { ...free, exclusiveArches: ['aarch64', 's390x'] } }, ['aarch64']],
  ['ExcludeArch takes some', { source: { ...free, excludeArches: ['i686'] } }, ['x86_64', 'aarch64']],
  ['ExclusiveArch with noarch adds noarch', { source: { ...free, exclusiveArches: ['x86_64', 'noarch'] } }, ['x86_64', 'noarch']],
  [
    'noarch with ExclusiveArch of others',
    { source: { ...free, buildArches: ['noarch'], exclusiveArches: ['x86_64'] } },
    ['noarch'],
  ],
  ['an override goes over all', { override: 'i686', source: { ...free, buildArches: ['noarch'] } }, ['i686']],
])('built for %s', (_title, more, expected) => {
  expect(chooseBuildArches({ ...question, ...more })).toEqual(expected);
});

test.each<[string, Partial<ArchQuestion>, string]>([
  ['a tag without arches', { tag: { ...question.tag, arches: '' } }, 'No arches for tag f42-build [1]'],
  ['an override that the tag lacks', { override: 's390x' }, 'No matching arches were found'],
  [
    'noarch that is excluded',
    { source: { ...free, buildArches: ['noarch'], excludeArches: ['noarch'] } },
    'No matching arches were found',
  ],
])('%s is an error', (_title, more, message) => {
  expect(() => chooseBuildArches({ ...question, ...more })).toThrow(message);
});

const task: TaskArchQuestion = {
  arch: 'noarch',
  source: free,
  tagArches: 'x86_64 i686 aarch64',
  noarchArches: undefined,
  literalArches: [],
  random: () => 0,
};

test.each<[string, Partial<TaskArchQuestion>, string]>([
  ['the canonical arch', { arch: 'i686' }, 'i386'],
  ['a literal one', { arch: 'i686', literalArches: ['i?86'] }, 'i686'],
  ['noarch where nothing restricts it', {}, 'noarch'],
  ['one that ExclusiveArch leaves', { source: { ...free, exclusiveArches: ['aarch64'] } }, 'aarch64'],
  ['one that ExcludeArch leaves', { source: { ...free, excludeArches: ['x86_64'] } }, 'i386'],
  ['noarch where nothing is left out after all', { source: { ...free, excludeArches: ['s390x'] } }, 'noarch'],
  ['one of the tag’s noarch arches', { noarchArches: 'aarch64' }, 'aarch64'],
])('the task goes to %s', (_title, more, expected) => {
  expect(chooseTaskArch({ ...task, ...more })).toBe(expected);
});

test('a noarch package that no arch may build is an error', () => {
  expect(() => chooseTaskArch({ ...task, source: { ...free, exclusiveArches: ['s390x'] } })).toThrow('No valid arches');
});
