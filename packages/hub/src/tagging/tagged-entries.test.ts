import { expect, test } from 'vitest';
import { Random } from '../testing/random.fixture.ts';
import { TaggedEntries } from './tagged-entries.ts';

const random = new Random(7);
const given = Array.from({ length: 5000 }, (_, index) => ({
  buildId: random.below(3000) + 1,
  tagId: random.below(5) + 1,
  createEvent: 2 ** 31 - 1 - index,
  packageId: random.below(9000),
}));
function entries(): TaggedEntries {
  const tagged = new TaggedEntries();
  for (const entry of given) tagged.add(entry);
  return tagged;
}

test('tagged builds come back as they were given, however many there are', () => {
  const tagged = entries();
  expect(tagged.length).toBe(given.length);
  const part = given.slice(4900);
  expect(tagged.columns(4900, 6000)).toEqual({
    buildIds: part.map(({ buildId }) => buildId),
    tagIds: part.map(({ tagId }) => tagId),
    createEvents: part.map(({ createEvent }) => createEvent),
  });
  expect(tagged.distinctBuildIds()).toEqual([...new Set(given.map(({ buildId }) => buildId))].sort((a, b) => a - b));
  expect(new TaggedEntries().columns(0, 100).buildIds).toEqual([]);
});

test('those of other packages are dropped, the rest keep their order', () => {
  const tagged = entries();
  const isKept = (id: number) => id % 3 === 0;
  tagged.keepPackages(isKept);
  const kept = given.filter(({ packageId }) => isKept(packageId));
  expect(tagged.length).toBe(kept.length);
  expect(tagged.columns(0, tagged.length).buildIds).toEqual(kept.map(({ buildId }) => buildId));
});
