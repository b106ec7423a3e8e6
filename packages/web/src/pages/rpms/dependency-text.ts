import type { RpmDependency } from '@koji/common/types/rpm';

/** Comparison bits of a dependency. */
const comparisons: readonly (readonly [bit: number, sign: string])[] = [
  [2, '<'],
  [4, '>'],
  [8, '='],
];

/** A dependency as rpm writes it: `name >= version`. */
export function dependencyText({ name, version, flags }: Pick<RpmDependency, 'name' | 'version' | 'flags'>): string {
  const sign = comparisons.map(([bit, sign]) => (flags & bit ? sign : '')).join('');
  return version === '' || sign === '' ? name : `${name} ${sign} ${version}`;
}
