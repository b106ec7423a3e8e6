type Key = string | number;

/** A sorted copy; what has the same key keeps its order. */
export function sortBy<T>(items: readonly T[], key: (item: T) => Key): T[] {
  return [...items].sort(compareBy((item) => [key(item)]));
}

/** Compares by several keys, the first that differs counts. */
export function compareBy<T>(
  keys: (item: T) => readonly Key[],
  { reverse = false }: { readonly reverse?: boolean } = {},
): (a: T, b: T) => number {
  const direction = reverse ? -1 : 1;
  return (a, b) => {
    const right = keys(b);
    for (const [i, left] of keys(a).entries()) {
      const other = right[i] as Key;
      if (left !== other) return left < other ? -direction : direction;
    }
    return 0;
  };
}
