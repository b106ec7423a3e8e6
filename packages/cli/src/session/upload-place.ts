import { randomInt } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A directory of the hub's work area that nobody else uploads to: `<prefix>/<time>.<letters>`. */
export function uploadPlace(prefix: string): string {
  const tail = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
  return `${prefix}/${(performance.timeOrigin + performance.now()) / 1000}.${tail}`;
}
