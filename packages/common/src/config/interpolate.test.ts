import { expect, test } from 'vitest';
import { interpolateSection } from './interpolate.ts';

const read = (settings: Record<string, string>) => Object.fromEntries(interpolateSection(new Map(Object.entries(settings))));

test('references are filled in, through others too, and a doubled percent sign is one', () => {
  expect(read({ top: '/mnt', repos: '%(TOP)s/repos', log: '%(repos)s/%%(top)s %%d' })).toEqual({
    top: '/mnt',
    repos: '/mnt/repos',
    log: '/mnt/repos/%(top)s %d',
  });
});

test.each([
  ['a stray sign', { a: '50%' }, "a: '%' must be written as '%%'"],
  ['a reference that is not finished', { a: '%(b)' }, "a: '%' must be written"],
  ['an unknown key', { a: '%(b)s' }, 'a: refers to b, which is not set'],
  ['a circle', { a: '%(b)s', b: '%(a)s' }, 'a: refers to itself through a'],
])('%s is an error that names the setting', (_what, settings, message) => {
  expect(() => read(settings)).toThrow(message);
});
