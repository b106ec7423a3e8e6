import { expect, test } from 'vitest';
import { planOrder } from './match-order.ts';

const cases: readonly [string, string[], string[], boolean, string[], string[]][] = [
  ['nothing changes when the order is right', ['a', 'b'], ['a', 'b'], false, [], []],
  ['what is missing comes behind', ['a'], ['a', 'b'], true, [], ['b']],
  ['what is missing in the middle moves all that follows', ['a', 'c'], ['a', 'b', 'c'], true, ['c'], ['b', 'c']],
  ['what is not wanted is removed', ['x', 'a'], ['a'], true, ['x'], []],
  ['what is not wanted but may stay moves to the front', ['a', 'x', 'b'], ['a', 'b'], false, ['a', 'b'], ['a', 'b']],
  ['the wrong way round is tagged anew', ['b', 'a'], ['a', 'b'], true, ['b'], ['b']],
];
for (const [title, present, wanted, remove, removed, appended] of cases) {
  test(title, () => expect(planOrder(present, wanted, { remove })).toEqual({ remove: removed, append: appended }));
}

test('carrying out a plan gives the wanted order, whatever was there', () => {
  const letters = ['a', 'b', 'c', 'd', 'e'];
  const pick = (seed: number) =>
    letters
      .map((l, i) => [Math.sin(seed * 7 + i * 13), l] as const)
      .sort(([x], [y]) => x - y)
      .slice(0, seed % 6)
      .map(([, l]) => l);
  for (let seed = 0; seed < 500; seed++) {
    const [present, wanted] = [pick(seed), pick(seed * 31 + 5)];
    const plan = planOrder(present, wanted, { remove: true });
    expect([...present.filter((item) => !plan.remove.includes(item)), ...plan.append]).toEqual(wanted);
    const keeping = planOrder(present, wanted, { remove: false });
    const after = [...present.filter((item) => !keeping.remove.includes(item)), ...keeping.append];
    expect(after.slice(after.length - wanted.length)).toEqual(wanted);
    expect([...after].sort()).toEqual([...new Set([...present, ...wanted])].sort());
  }
});
