import { isSignature, sign } from './signature.ts';

/** Name of the query or form key that carries the token. */
export const tokenKey = 'a';
const windowS = 15 * 60;
/** Windows back that are still taken: a form may be open for half an hour. */
const windowsBack = 2;

/** The token that shows that a form or link came from a page of ours made for this user. */
export function makeToken(user: string, now: number, secret: string): string {
  return tokenOf(user, Math.floor(now / windowS), secret);
}
export function isToken(given: string | undefined, user: string, now: number, secret: string): boolean {
  if (given === undefined || given === '') return false;
  const current = Math.floor(now / windowS);
  return Array.from({ length: windowsBack + 1 }, (_, back) => tokenOf(user, current - back, secret)).some((token) => isSignature(given, token));
}
function tokenOf(user: string, window: number, secret: string): string {
  return sign(secret, 'form', `${window}:${user}`);
}
