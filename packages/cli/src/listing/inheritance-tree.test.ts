import { expect, test } from 'vitest';
import { inheritanceFlags, inheritanceTree } from './inheritance-tree.ts';

const plain = { maxdepth: null, pkg_filter: '', intransitive: false, noconfig: false };
const link = (child_id: number, parent_id: number, currdepth: number) => ({
  ...plain,
  name: `tag${parent_id}`,
  child_id,
  parent_id,
  currdepth,
});
type Link = ReturnType<typeof link>;

test('draws branches on as long as something follows below', () => {
  const rows = [link(1, 2, 1), link(2, 3, 2), link(2, 4, 2), link(4, 5, 3), link(1, 6, 1), link(6, 7, 2)];
  const tree = inheritanceTree(rows, { id: (row: Link) => row.parent_id, knot: (row: Link) => row.child_id });
  expect(tree.map((line) => line.slice(4))).toEqual([
    '  ├─tag2 (2)',
    '  │  ├─tag3 (3)',
    '  │  └─tag4 (4)',
    '  │     └─tag5 (5)',
    '  └─tag6 (6)',
    '     └─tag7 (7)',
  ]);
});

test.each([
  [{}, '....'],
  [{ maxdepth: 0 }, 'M...'],
  [{ pkg_filter: '^a' }, '.F..'],
  [{ intransitive: true, noconfig: true }, '..IN'],
])('%j is written %s', (changes, flags) => {
  expect(inheritanceFlags({ ...plain, ...changes })).toBe(flags);
});
