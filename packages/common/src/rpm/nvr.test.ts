import { expect, test } from 'vitest';
import { checkNvr, checkNvra, draftRelease, formatNvra, isDebuginfo, parseNvr, parseNvra, targetRelease } from './nvr.ts';

test('a name may hold dashes, version and release are the last two parts', () => {
  expect(parseNvr('python-six-1.16.0-2.fc42')).toEqual({ name: 'python-six', version: '1.16.0', release: '2.fc42', epoch: '' });
  expect(parseNvr('1:foo-2-3')).toEqual({ name: 'foo', version: '2', release: '3', epoch: '1' });
});

test.each(['foo', 'foo-1', 'foo-1-', 'foo--1', '-', '--', ''])('%j is not a name-version-release', (text) => {
  expect(() => parseNvr(text)).toThrow(`invalid format: ${text}`);
});

test('an arch follows the last dot, with or without .rpm and a location', () => {
  const foo = { name: 'foo', version: '1.0', release: '1.fc42', epoch: '', arch: 'x86_64', src: false };
  expect(parseNvra('foo-1.0-1.fc42.x86_64.rpm')).toEqual(foo);
  expect(parseNvra('foo-1.0-1.fc42.x86_64@updates@x')).toEqual({ ...foo, location: 'updates@x' });
  expect(parseNvra('foo-1.0-1.fc42.src')).toEqual({ ...foo, arch: 'src', src: true });
  expect(formatNvra(foo)).toBe('foo-1.0-1.fc42.x86_64');
});

test.each(['foo-1-1', 'foo-1-1.', 'foo.x86_64', '.rpm'])('%j is not a name-version-release.arch', (text) => {
  expect(() => parseNvra(text)).toThrow('invalid format');
});

test('dashes in version or release and dots in the arch are refused', () => {
  expect(() => checkNvr({ name: 'a', version: '1-2', release: '1' })).toThrow('version');
  expect(() => checkNvr({ name: 'a', version: '1', release: '1-1' })).toThrow('release');
  expect(() => checkNvra({ name: 'a', version: '1', release: '1', arch: 'x.y' })).toThrow('arch');
  checkNvr('foo-1-1');
  checkNvra('foo-1-1.noarch');
});

test.each([
  ['foo-debuginfo', true],
  ['foo-debugsource', true],
  ['foo-debuginfo-common', true],
  ['foo-debug', false],
  ['debuginfo', false],
])('%s is debugging data: %s', (name, expected) => {
  expect(isDebuginfo(name)).toBe(expected);
});

test('a draft release gives its target back', () => {
  expect(draftRelease('1.fc42', 17)).toBe('1.fc42,draft_17');
  expect(targetRelease('1.fc42,draft_17')).toBe('1.fc42');
  expect(() => targetRelease('1.fc42')).toThrow('not in valid format');
  expect(() => targetRelease('1.fc42,x')).toThrow('not in valid format');
});
