import { expect, test } from 'vitest';
import { applyQueryOptions } from './apply-query-options.ts';
import { readQueryOptions } from './query-options.ts';

const apples = [
  { name: 'b', size: 2 },
  { name: 'a', size: 10 },
  { name: 'c', size: 2 },
];
const apply = (items: typeof apples, options: Parameters<typeof readQueryOptions>[0]) =>
  applyQueryOptions(items, readQueryOptions(options), ['name', 'size']);

test.each([
  [{ order: 'size' }, ['b', 'c', 'a']],
  [{ order: '-size' }, ['a', 'b', 'c']],
  [{ order: 'name', offset: 1, limit: 1 }, ['b']],
  [{ limit: 2 }, ['b', 'a']],
] as const)('a list under %j keeps the order of what is equal', (options, names) => {
  expect((apply(apples, options) as typeof apples).map(({ name }) => name)).toEqual(names);
});

test('it is counted within its bounds, and given as arrays of the fields that are listed', () => {
  expect(apply(apples, { countOnly: true, offset: 1 })).toBe(2);
  expect(apply(apples, { asList: true, limit: 1 })).toEqual([['b', 2]]);
});

test('an order is refused that its items cannot have, which an empty list has not', () => {
  for (const order of ['colour', 'name,size']) {
    expect(() => apply(apples.slice(0, 1), { order })).toThrow(`Invalid order: ${order}`);
    expect(apply([], { order })).toEqual([]);
  }
});
