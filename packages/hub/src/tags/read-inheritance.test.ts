import { expect, test } from 'vitest';
import { Random } from '../testing/random.fixture.ts';
import type { InheritanceLink } from './queries.ts';
import { type FullLink, flattenInheritance } from './read-inheritance.ts';

function link(child_id: number, parent_id: number, more: Partial<InheritanceLink> = {}): InheritanceLink {
  return {
    child_id,
    parent_id,
    name: `t${parent_id}`,
    priority: 0,
    maxdepth: null,
    intransitive: false,
    noconfig: false,
    pkg_filter: '',
    ...more,
  };
}
function parentsOf(links: FullLink[]): number[] {
  return links.map((found) => found.parent_id);
}

test('parents come depth first, the smallest priority in front', () => {
  const links = [link(1, 2, { priority: 0 }), link(1, 3, { priority: 5 }), link(2, 4)];
  expect(parentsOf(flattenInheritance(1, links))).toEqual([2, 4, 3]);
});
test('a loop is cut where it closes', () => {
  expect(parentsOf(flattenInheritance(1, [link(1, 2), link(2, 3), link(3, 1)]))).toEqual([2, 3]);
});
test('maxdepth 0 gives the parent alone, and counts down on the way', () => {
  expect(parentsOf(flattenInheritance(1, [link(1, 2, { maxdepth: 0 }), link(2, 3)]))).toEqual([2]);
  expect(parentsOf(flattenInheritance(1, [link(1, 2, { maxdepth: 1 }), link(2, 3), link(3, 4)]))).toEqual([2, 3]);
});
test('an intransitive link counts for the tag itself only', () => {
  expect(parentsOf(flattenInheritance(1, [link(1, 2), link(2, 3, { intransitive: true })]))).toEqual([2]);
  expect(parentsOf(flattenInheritance(2, [link(2, 3, { intransitive: true })]))).toEqual([3]);
});
test('a tag that was reached through a filter is listed again without', () => {
  const links = [link(1, 2, { pkg_filter: '^a' }), link(1, 3, { priority: 1 }), link(3, 2)];
  expect(flattenInheritance(1, links).map((found) => [found.parent_id, found.filter])).toEqual([
    [2, ['^a']],
    [3, []],
    [2, []],
  ]);
});

/** The rule said again, slowly: every path there is, in order, kept or dropped by looking back at all that were kept. */
function slowly(
  root: number,
  links: readonly InheritanceLink[],
): Pick<FullLink, 'child_id' | 'parent_id' | 'currdepth' | 'nextdepth' | 'filter'>[] {
  const step = (tag: number) => links.filter((l) => l.child_id === tag).sort((a, b) => a.priority - b.priority);
  const usable = (path: readonly InheritanceLink[], next: InheritanceLink) =>
    next.parent_id !== root && !path.some((l) => l.parent_id === next.parent_id) && !(next.intransitive && path.length > 0);
  const paths: InheritanceLink[][] = [];
  const walk = (path: InheritanceLink[]): void => {
    for (const next of step(path.at(-1)?.parent_id ?? root)) {
      if (!usable(path, next)) continue;
      paths.push([...path, next]);
      walk([...path, next]);
    }
  };
  walk([]);

  const remaining = (path: readonly InheritanceLink[]): number | null =>
    path.reduce<number | null>((left, { maxdepth }, i) => {
      if (i === 0) return maxdepth;
      if (left === null) return maxdepth;
      return (maxdepth === null ? left : Math.min(left, maxdepth)) - 1;
    }, null);
  // A link without settings taints what follows it under the same tag.
  const tainted = (path: readonly InheritanceLink[]): boolean =>
    path.some((last, i) =>
      step(last.child_id).some((l) => usable(path.slice(0, i), l) && l.priority <= last.priority && l.noconfig),
    );
  const filters = (path: readonly InheritanceLink[]): string[] => path.map((l) => l.pkg_filter).filter((filter) => filter !== '');

  const kept: InheritanceLink[][] = [];
  for (const path of paths) {
    const before = path.slice(0, -1);
    const left = remaining(before);
    if (before.length > 0 && (!kept.some((k) => same(k, before)) || (left !== null && left < 1))) continue;
    const last = path.at(-1) as InheritanceLink;
    const depth = remaining(path);
    const suffices = (k: InheritanceLink[]) => {
      const reach = remaining(k);
      return (
        filters(k).length === 0 &&
        (!k.at(-1)?.noconfig || tainted(path)) &&
        (reach === null || (depth !== null && reach >= depth))
      );
    };
    if (kept.some((k) => k.at(-1)?.parent_id === last.parent_id && suffices(k))) continue;
    kept.push(path);
  }
  return kept.map((path) => {
    const last = path.at(-1) as InheritanceLink;
    return {
      child_id: last.child_id,
      parent_id: last.parent_id,
      currdepth: path.length,
      nextdepth: remaining(path),
      filter: filters(path),
    };
  });
}
function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

test('the walk agrees with a slow reading of the rule on random graphs, loops and all', () => {
  for (let seed = 0; seed < 1500; seed++) {
    const random = new Random(seed);
    const size = 2 + random.below(5);
    const links = Array.from({ length: size }, (_, child) =>
      random
        .shuffled([...Array(size).keys()].filter((tag) => tag !== child))
        .slice(0, random.below(4))
        .map((parent, priority) =>
          link(child, parent, {
            priority,
            maxdepth: random.chance(0.25) ? random.below(4) : null,
            intransitive: random.chance(0.15),
            noconfig: random.chance(0.2),
            pkg_filter: random.chance(0.2) ? random.pick(['^a', '^b']) : '',
          }),
        ),
    ).flat();
    const walked = flattenInheritance(0, links).map(({ child_id, parent_id, currdepth, nextdepth, filter }) => ({
      child_id,
      parent_id,
      currdepth,
      nextdepth,
      filter,
    }));
    expect(walked, `seed ${seed}`).toEqual(slowly(0, links));
  }
});
