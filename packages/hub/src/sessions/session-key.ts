import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A key as clients know it: the user's id, a dash and 256 bits or more of randomness. */
export function newSessionKey(userId: number): string {
  return `${userId}-${Array.from({ length: 44 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
}

/** What the database keeps of a key: enough to recognise it, useless to log in with. */
export function hashSessionKey(key: string): string {
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

/** Compares in constant time. Keys of a database taken over are still in clear until they are renewed. */
export function matchesSessionKey(stored: string | null, key: string): boolean {
  if (stored === null) return false;
  const [expected, given] = stored.startsWith('sha256:')
    ? [stored, hashSessionKey(key)]
    : [hashSessionKey(stored), hashSessionKey(key)];
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}
