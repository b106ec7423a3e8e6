import { readRpm } from '@koji/common/rpm/header';
import { rpmFixture } from '@koji/common/rpm/rpm-fixtures.fixture';
import { expect, test } from 'vitest';
import { comparisonHash, pythonJson } from './comparison-hash.ts';

// The values are those of the reference implementation: builders of both kinds may share a build.
test.each([
  ['bar-1.1-1.noarch.rpm', '7b4b070d31612925108a7dba9ca70851e944827b831263fd3f150a226bd511e3'],
  ['baz-0.9-5.x86_64.rpm', 'af33440a07e6ce1a0b6224a0d765bb7ad66c02ea8bad280dfb73b4215c0dfc0e'],
  ['foo-1.0-1.src.rpm', 'd71cbe7a6940f5491bef1077ccc870b4d0b4193661292ac9d93eba64e601e95d'],
  ['foo-doc-1.0-1.noarch.rpm', '08f668ef79fc8269bbc0587c2fa3a87ff73d04a152eae08ffb7e1ae3779a5b8c'],
])('%s', async (name, hash) => {
  expect(comparisonHash(await readRpm(rpmFixture(name)))).toBe(hash);
});

test('JSON is written as Python writes it', () => {
  expect(pythonJson({ b: [1, null, 'é\u007f😀"\n'], a: {}, Z: [] })).toBe(
    '{"Z": [], "a": {}, "b": [1, null, "\\u00e9\\u007f\\ud83d\\ude00\\"\\n"]}',
  );
});
