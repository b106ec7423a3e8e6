/** So many steps are under way on one connection. */
const atATime = 50;

/**
 * Takes a step for each item, several at a time, and answers when all have come to an end: the connection is nobody else's
 * before the last has done with it. Fails with the first that has failed.
 */
export async function takeSideBySide<I, T>(
  items: readonly I[],
  step: (item: I) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T[]> {
  const results: T[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [i, item] of queue) {
      signal?.throwIfAborted();
      results[i] = await step(item);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(atATime, items.length) }, work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}
