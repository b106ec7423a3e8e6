import { AuthError, KojiError } from '@koji/common/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageProblem } from '../pages/problems.ts';
import { issueCookie } from '../session/cookie.ts';
import { provenName } from '../session/identity.ts';
import { pageOf } from '../session/redirect.ts';
import type { WebContext } from './context.ts';
import { cookieRules, isFromFrontEnd, loginAddress } from './site-address.ts';

/**
 * Logs a visitor in by the certificate of the connection. Only the listener for logins asks browsers for one, so that
 * everybody else is never bothered; a visit on another listener is sent there.
 */
export async function answerLogin(request: FastifyRequest, reply: FastifyReply, context: WebContext): Promise<FastifyReply> {
  const { config, site, visitors, log } = context;
  if (!site.canLogIn) throw new PageProblem(403, 'Nobody can log in on this site.');
  const page = pageOf(new URLSearchParams(request.url.split('?', 2)[1] ?? '').get('page') ?? undefined, site.prefix);
  if (!asksForCertificate(request) && !isFromFrontEnd(request, config))
    return reply.redirect(loginAddress(request, context, page), 302);
  const name = provenName(request.raw.socket, request.headers, config.trustedProxies);
  await assertKnown(name, context);
  visitors.forget(name);
  log.info({ user: name }, 'logged in');
  const home = config.webUrl?.startsWith('https:') ? config.webUrl.replace(/\/+$/, '') : site.prefix;
  const target = `${home}/${page}`;
  reply.header('Set-Cookie', issueCookie(name, Date.now() / 1000, cookieRules(context))).header('Cache-Control', 'no-store');
  // Browsers keep a SameSite=Strict cookie back on a redirect that began at another site, such as the pages over plain HTTP.
  // A page that moves on by itself begins anew.
  return request.headers['sec-fetch-site'] === 'cross-site'
    ? reply.header('Refresh', `0;url=${target}`).type('text/plain; charset=utf-8').send(`Logged in as ${name}.\n`)
    : reply.redirect(target, 302);
}

function asksForCertificate(request: FastifyRequest): boolean {
  const { server } = request;
  return 'requestCert' in server.server && server.server.requestCert === true;
}

/** The hub decides who is a user: it takes the name from us, and may make an account for it. */
async function assertKnown(name: string, { actAs, log }: WebContext): Promise<void> {
  try {
    await actAs(name, async (session) => session.hub.getLoggedInUser());
  } catch (error) {
    if (!(error instanceof KojiError)) throw error;
    log.warn({ err: error, user: name }, 'the hub refused a login');
    const reason = error instanceof AuthError ? error.message : 'it met an error of its own';
    throw new PageProblem(403, `The hub does not let ${name} in: ${reason}.`);
  }
}
