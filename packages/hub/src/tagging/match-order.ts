/** What to take out of a list and what to put behind it, so that it becomes another. */
export interface OrderPlan<T> {
  readonly remove: readonly T[];
  readonly append: readonly T[];
}

/**
 * How the builds of a package in a tag come to stand as wanted, oldest first. Tagging only ever appends, so what stays
 * must be the beginning of the wanted order. What is not wanted is removed, or else stays in front of the rest.
 */
export function planOrder<T>(present: readonly T[], wanted: readonly T[], options: { readonly remove: boolean }): OrderPlan<T> {
  const isWanted = new Set(wanted);
  const order = options.remove ? wanted : [...present.filter((item) => !isWanted.has(item)), ...wanted];
  let kept = 0;
  const remove: T[] = [];
  for (const item of present) {
    if (kept < order.length && item === order[kept]) kept++;
    else remove.push(item);
  }
  return { remove, append: order.slice(kept) };
}
