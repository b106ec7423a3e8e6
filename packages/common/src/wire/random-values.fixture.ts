import { DateTime, Double, type WireValue } from './values.ts';

/** Numbers in [0, 1), the same ones for the same seed. */
export type Random = () => number;
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}
export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[below(random, choices.length)] as T;
}

const characters = [...'abcXYZ019 _-./<>&"\'\n\t]{}%é世😀\u0301\u200b\ufffd'];
export function randomText(random: Random, longest = 12): string {
  return Array.from({ length: below(random, longest) }, () => pick(random, characters)).join('');
}

type Make = (random: Random) => WireValue;
/** Scalars that every XML-RPC implementation knows. */
export const plainScalars: readonly Make[] = [
  (random) => randomText(random),
  (random) => below(random, 4294967296) - 2147483648,
  (random) => random() < 0.5,
  (random) => (random() - 0.5) * 10 ** below(random, 12),
];
/** All that Koji's dialect has. */
export const allScalars: readonly Make[] = [
  ...plainScalars,
  () => null,
  (random) => new Double(below(random, 1000)),
  (random) => new Double((random() - 0.5) * 10 ** (below(random, 600) - 300)),
  (random) => (random() < 0.5 ? -1 : 1) * Math.floor(random() * Number.MAX_SAFE_INTEGER),
  (random) => (random() < 0.5 ? -(2n ** 63n) : 2n ** 63n - 1n),
  () => new DateTime('20200102T03:04:05'),
  (random) => Uint8Array.from({ length: below(random, 200) }, () => below(random, 256)),
];

export function randomValue(random: Random, scalars: readonly Make[], depth = 4): WireValue {
  const kind = depth === 0 ? 2 : below(random, 4);
  if (kind === 0) return Array.from({ length: below(random, 5) }, () => randomValue(random, scalars, depth - 1));
  if (kind === 1) {
    return Object.fromEntries(
      Array.from({ length: below(random, 5) }, () => [randomText(random), randomValue(random, scalars, depth - 1)]),
    );
  }
  return pick(random, scalars)(random);
}
