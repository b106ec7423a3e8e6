import { expect, test } from 'vitest';
import { createrepoCommand } from './createrepo-command.ts';
import {
  type MergerepoRequest,
  mergeModeOf,
  mergerepoCommand,
  mergeSources,
  parseMergerepoVersion,
} from './mergerepo-command.ts';

const external = {
  tag_id: 1,
  tag_name: 't',
  external_repo_id: 3,
  external_repo_name: 'fedora',
  url: 'http://x/$arch/',
  priority: 5,
  merge_mode: 'koji',
  arches: null,
};

test('a repository is made from its list of packages, taking over what is known', () => {
  expect(
    createrepoCommand({
      outputDir: '/w/repo',
      repoDir: '/r/x86_64',
      pkglist: '/r/x86_64/pkglist',
      comps: '/r/groups/comps.xml',
      update: true,
      skipStat: true,
    }),
  ).toEqual(
    '/usr/bin/createrepo_c --error-exit-val -vd -o /w/repo -i /r/x86_64/pkglist -g /r/groups/comps.xml --update --skip-stat /r/x86_64'.split(
      ' ',
    ),
  );
});

test('an empty repository is made of nothing', () => {
  expect(
    createrepoCommand({
      outputDir: '/w/repo',
      repoDir: '/r/x86_64',
      pkglist: undefined,
      comps: undefined,
      update: false,
      skipStat: true,
    }),
  ).toEqual('/usr/bin/createrepo_c --error-exit-val -vd -o /w/repo /w/repo'.split(' '));
});

const merge: MergerepoRequest = {
  mode: 'koji',
  version: [0, 17, 3],
  arch: 'x86_64',
  blocklist: '/r/blocklist',
  outputDir: '/o',
  comps: undefined,
  sources: ['file:///a/', 'http://b/'],
};

test.each<[string, Partial<MergerepoRequest>, string]>([
  ['koji', {}, '/usr/bin/mergerepo_c --koji -b /r/blocklist -a x86_64 -o /o --arch-expand -r file:///a/ -r http://b/'],
  [
    'simple',
    { mode: 'simple', comps: '/c' },
    '/usr/bin/mergerepo_c --koji --simple -b /r/blocklist -a x86_64 -o /o --arch-expand -g /c -r file:///a/ -r http://b/',
  ],
  ['bare', { mode: 'bare' }, '/usr/bin/mergerepo_c --pkgorigins --all -a x86_64 -o /o --arch-expand -r file:///a/ -r http://b/'],
  [
    'an older mergerepo_c',
    { version: [0, 15, 10] },
    '/usr/bin/mergerepo_c --koji -b /r/blocklist -a x86_64 -o /o -r file:///a/ -r http://b/',
  ],
])('merging: %s', (_title, more, expected) => {
  expect(mergerepoCommand({ ...merge, ...more }).join(' ')).toBe(expected);
});

test('the simple mode needs a mergerepo_c that has it', () => {
  expect(() => mergerepoCommand({ ...merge, mode: 'simple', version: [0, 12, 9] })).toThrow('low version: 0.12.9');
});

test('the version is read from what the program says', () => {
  expect(parseMergerepoVersion('Version: 0.17.3 (Features: DeltaRPM LegacyWeakdeps )\n')).toEqual([0, 17, 3]);
  expect(parseMergerepoVersion('what?')).toBeUndefined();
});

test('the own repository comes first, and those of other arches do not come', () => {
  const others = [{ ...external, arches: 'i386 s390x' }, external];
  expect(mergeSources('/w/repo_7_premerge', others, 'x86_64')).toEqual(['file:///w/repo_7_premerge/', 'http://x/x86_64/']);
});

test('external repositories must agree about their mode', () => {
  expect(mergeModeOf([external])).toBe('koji');
  expect(() => mergeModeOf([external, { ...external, merge_mode: 'bare' }])).toThrow('multiple merge modes');
});
