import { Double } from '@koji/common/wire/values';
import { expect, test } from 'vitest';
import { prettyPython } from './python-pretty.ts';

test('what fits stays on one line, with sorted keys', () => {
  expect(prettyPython({ b: [1, 2.5, true, null, 'text'], a: {} })).toBe("{'a': {}, 'b': [1, 2.5, True, None, 'text']}");
  expect(prettyPython(new Double(1))).toBe('1.0');
  expect(prettyPython({ '9': 1, '10': 2 })).toBe("{'10': 2, '9': 1}");
});

test('structs and lists that are too wide stand one member a line', () => {
  expect(
    prettyPython([
      {
        arches: 'x86_64',
        extra: {},
        id: 1,
        locked: false,
        maven_include_all: false,
        maven_support: false,
        name: 'base',
        perm: null,
      },
    ]),
  ).toBe(`[{'arches': 'x86_64',
  'extra': {},
  'id': 1,
  'locked': False,
  'maven_include_all': False,
  'maven_support': False,
  'name': 'base',
  'perm': None}]`);
});

// Expected texts come from Python 3.11's pprint.
test('long texts are cut between words and after line ends', () => {
  const words = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen';
  expect(prettyPython(words)).toBe(`('one two three four five six seven eight nine ten eleven twelve thirteen '
 'fourteen fifteen')`);
  expect(
    prettyPython({ key: words, other: 'a\nb' }),
  ).toBe(`{'key': 'one two three four five six seven eight nine ten eleven twelve '
        'thirteen fourteen fifteen',
 'other': 'a\\nb'}`);
  expect(
    prettyPython(['x'.repeat(90), 'first line of it\nsecond line of it which is a good deal longer than the first line']),
  ).toBe(`['${'x'.repeat(90)}',
 'first line of it\\n'
 'second line of it which is a good deal longer than the first line']`);
});
