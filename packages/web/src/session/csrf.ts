import { randomBytes } from 'node:crypto';
import { isSignature, sign } from './signature.ts';

/** Name of the query or form key that carries the token. */
export const tokenKey = 'a';
const windowS = 15 * 60;
/** Windows back that are still taken: a form may be open for half an hour. */
const windowsBack = 2;

/**
 * The token that shows that a form came from a page of ours made for this user. It differs each time: pages are sent
 * compressed, and the length of a compressed page would give away a token that stays the same.
 */
export function makeToken(user: string, now: number, secret: string): string {
  const salt = randomBytes(9).toString('base64url');
  return `${salt}.${tokenOf(user, Math.floor(now / windowS), salt, secret)}`;
}
export function isToken(given: string | undefined, user: string, now: number, secret: string): boolean {
  const [salt, signature, ...rest] = given?.split('.') ?? [];
  if (!salt || !signature || rest.length > 0) return false;
  const current = Math.floor(now / windowS);
  return Array.from({ length: windowsBack + 1 }, (_, back) => tokenOf(user, current - back, salt, secret)).some((token) =>
    isSignature(signature, token),
  );
}
function tokenOf(user: string, window: number, salt: string, secret: string): string {
  return sign(secret, 'form', `${window}:${salt}:${user}`);
}
