import { expect, test } from 'vitest';
import { Random } from '../testing/random.fixture.ts';
import { IdCounts } from './id-counts.ts';

test('ids of any size are counted as a map would', () => {
  const random = new Random(7);
  const [counts, map] = [new IdCounts(), new Map<number, number>()];
  const ids = [...Array.from({ length: 5000 }, () => random.below(9000)), 2 ** 20 - 1, 2 ** 20, 2 ** 31 - 1, 2 ** 20];
  for (const id of ids) {
    expect(counts.add(id)).toBe(map.get(id) ?? 0);
    map.set(id, (map.get(id) ?? 0) + 1);
  }
  expect(counts.ids().sort((a, b) => a - b)).toEqual([...map.keys()].sort((a, b) => a - b));
  expect([ids[0] as number, 2 ** 31 - 1, 9000, 2 ** 30].map((id) => counts.has(id))).toEqual([true, true, false, false]);
});
