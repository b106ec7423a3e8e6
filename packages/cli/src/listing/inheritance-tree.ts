export interface InheritanceRow {
  readonly name: string;
  readonly parent_id: number;
  readonly child_id: number;
  readonly currdepth: number;
  readonly maxdepth: number | null;
  readonly pkg_filter: string | null;
  readonly intransitive: boolean;
  readonly noconfig: boolean;
}

/** `MFIN`: limited depth, package filter, intransitive, without configuration; dots for what a link is not. */
export function inheritanceFlags({
  maxdepth,
  pkg_filter,
  intransitive,
  noconfig,
}: Omit<InheritanceRow, 'name' | 'parent_id' | 'child_id' | 'currdepth'>): string {
  const flags: [string, boolean][] = [
    ['M', maxdepth !== null],
    ['F', Boolean(pkg_filter)],
    ['I', intransitive],
    ['N', noconfig],
  ];
  return flags.map(([letter, isSet]) => (isSet ? letter : '.')).join('');
}

/** The lines of a tree, from links in the order of a walk through it. `id` tells which tag a link shows. */
export function inheritanceTree<Row extends InheritanceRow>(
  rows: readonly Row[],
  { id, knot }: { id(row: Row): number; knot(row: Row): number },
): string[] {
  // Depths at which a branch further down goes on.
  const open: number[] = [];
  return rows.map((row, i) => {
    const hasSibling = rows.slice(i + 1).some((other) => knot(other) === knot(row));
    let reached = 0;
    let branches = '';
    for (const depth of open.filter((each) => each < row.currdepth)) {
      branches += `${' '.repeat((depth - reached) * 3 - 1)}│`;
      reached = depth;
    }
    const gap = ' '.repeat((row.currdepth - reached) * 3 - 1);
    if (hasSibling && open.at(-1) !== row.currdepth) open.push(row.currdepth);
    else if (!hasSibling && open.at(-1) === row.currdepth) open.pop();
    return `${inheritanceFlags(row)}${branches}${gap}${hasSibling ? '├' : '└'}─${row.name} (${id(row)})`;
  });
}
