import { expect, test } from 'vitest';
import { readRpm } from './header.ts';
import { noarchDifferences, noarchHash } from './noarch-difference.ts';
import { rpmFixture } from './rpm-fixtures.fixture.ts';

const foo = await readRpm(rpmFixture('foo-doc-1.0-1.noarch.rpm'));
const other = await readRpm(rpmFixture('foo-doc-1.0-2.noarch.rpm'));
const bar = await readRpm(rpmFixture('bar-1.1-1.noarch.rpm'));

test('an rpm does not differ from itself', () => {
  expect(noarchDifferences(foo, foo)).toEqual([]);
});

test('what differs is told by name', () => {
  expect(noarchDifferences(foo, bar)).toEqual(expect.arrayContaining(['changed NAME', 'changed SUMMARY']));
});

test('hashes agree exactly when there is nothing to tell apart', () => {
  expect(noarchHash(foo)).toBe(noarchHash(foo));
  expect(noarchHash(foo)).not.toBe(noarchHash(bar));
  expect(noarchHash(foo) === noarchHash(other)).toBe(noarchDifferences(foo, other).length === 0);
});
