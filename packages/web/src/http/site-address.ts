import type { FastifyRequest } from 'fastify';
import type { WebConfig } from '../config.ts';
import { PageProblem } from '../pages/problems.ts';
import type { CookieRules } from '../session/cookie.ts';
import type { WebContext } from './context.ts';

/** The origins under which this request may say that it comes from ourselves. */
export function ownOrigins(request: FastifyRequest, config: WebConfig): string[] {
  const { host } = request.headers;
  const configured = config.webUrl === undefined ? [] : [new URL(config.webUrl).origin];
  return host === undefined ? configured : [...configured, `${isEncrypted(request, config) ? 'https' : 'http'}://${host}`];
}

/** Whether the visitor's connection is encrypted, here or at a front end that we trust. */
export function isEncrypted(request: FastifyRequest, config: WebConfig): boolean {
  if ('encrypted' in request.raw.socket) return true;
  return isFromFrontEnd(request, config) && request.headers['x-forwarded-proto'] === 'https';
}
/** Whether a front end that we trust passes this on. Nobody else can connect to a socket in the file system. */
export function isFromFrontEnd(request: FastifyRequest, config: WebConfig): boolean {
  if (typeof request.server.server.address() === 'string') return true;
  return config.trustedProxies.includes((request.raw.socket.remoteAddress ?? '').replace(/^::ffff:/, ''));
}

/** Where visitors log in: as configured, or this host at the port of the listener for logins. */
export function loginAddress(request: FastifyRequest, { config, site }: WebContext, page: string): string {
  const query = page === '' ? '' : `?${new URLSearchParams({ page })}`;
  if (config.loginUrl !== undefined) return `${config.loginUrl}${query}`;
  if (config.loginListen === 'none') throw new PageProblem(403, 'People log in at the front end of this site.');
  const host = request.headers.host ?? 'localhost';
  const url = new URL(`https://${host}`);
  url.port = new URL(config.loginListen).port || '443';
  return `${url.origin}${site.prefix}/login${query}`;
}

export function cookieRules({ config, secret, site }: WebContext): CookieRules {
  return { secret, timeoutHours: config.loginTimeoutHours, path: site.prefix };
}
