import { isSignature, sign } from './signature.ts';

export const cookieName = 'user';

/** Who the cookie says the visitor is, and since when, in epoch seconds. */
export interface LoginCookie {
  readonly user: string;
  readonly issuedAt: number;
}
export interface CookieRules {
  readonly secret: string;
  readonly timeoutHours: number;
  /** Path below which the browser sends it. */
  readonly path: string;
}

/** The Set-Cookie header of a login. */
export function issueCookie(user: string, now: number, { secret, timeoutHours, path }: CookieRules): string {
  const payload = `${Buffer.from(user, 'utf8').toString('base64url')}.${Math.floor(now)}`;
  return `${cookieName}=${payload}.${sign(secret, 'login', payload)}; Max-Age=${timeoutHours * 3600}; ${attributes(path)}`;
}
/** The Set-Cookie header of a logout. */
export function clearCookie(path: string): string {
  return `${cookieName}=; Max-Age=0; ${attributes(path)}`;
}
function attributes(path: string): string {
  return `Path=${path || '/'}; Secure; HttpOnly; SameSite=Strict`;
}

/** Reads a Cookie header. Anything but a valid, unexpired cookie of ours means that nobody is logged in. */
export function readCookie(
  header: string | undefined,
  now: number,
  { secret, timeoutHours }: CookieRules,
): LoginCookie | undefined {
  const value = header
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);
  const [encoded, issued, signature, ...rest] = value?.split('.') ?? [];
  if (encoded === undefined || issued === undefined || signature === undefined || rest.length > 0) return undefined;
  if (!isSignature(signature, sign(secret, 'login', `${encoded}.${issued}`))) return undefined;
  const issuedAt = Number(issued);
  const isCurrent = issuedAt <= now + 60 && now - issuedAt < timeoutHours * 3600;
  return isCurrent ? { user: Buffer.from(encoded, 'base64url').toString('utf8'), issuedAt } : undefined;
}
