const waiting: (() => void)[] = [];

/** Long work is done in portions. Of all of it in this process only one portion gets its turn before others are looked after. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(giveTurn);
  });
}
function giveTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(giveTurn);
}
