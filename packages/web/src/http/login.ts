import { AuthError, KojiError } from '@koji/common/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageProblem } from '../pages/problems.ts';
import { issueCookie } from '../session/cookie.ts';
import { hasLooked, type Identity, identityFromFrontEnd, identityOfCertificate, identityOfTicket } from '../session/identity.ts';
import { pageOf } from '../session/redirect.ts';
import type { WebContext } from './context.ts';
import { cookieRules, isEncrypted, isFromFrontEnd, loginAddress } from './site-address.ts';

/**
 * Logs a visitor in by certificate or by Kerberos ticket, whichever the site takes. Only the listener for logins asks
 * browsers for a certificate, so that everybody else is never bothered; a visit elsewhere is sent there.
 */
export async function answerLogin(request: FastifyRequest, reply: FastifyReply, context: WebContext): Promise<FastifyReply> {
  const { config, site, visitors, log } = context;
  if (!site.canLogIn) throw new PageProblem(403, 'Nobody can log in on this site.');
  const page = pageOf(new URLSearchParams(request.url.split('?', 2)[1] ?? '').get('page') ?? undefined, site.prefix);
  const elsewhere = isPlaceForLogins(request, context) ? undefined : loginAddress(request, context, page);
  if (elsewhere !== undefined) return reply.redirect(elsewhere, 302);
  const name = await enterHub(await identify(request, reply, context), context);
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

/** Whether visitors are asked here who they are. A front end has done so where it says anything about it. */
function isPlaceForLogins(request: FastifyRequest, { config }: WebContext): boolean {
  if (isFromFrontEnd(request, config)) return config.loginUrl === undefined || hasLooked(request.headers, config.loginKind);
  return config.loginKind === 'gssapi' ? isEncrypted(request, config) : asksForCertificate(request);
}
function asksForCertificate(request: FastifyRequest): boolean {
  const { server } = request;
  return 'requestCert' in server.server && server.server.requestCert === true;
}

async function identify(request: FastifyRequest, reply: FastifyReply, context: WebContext): Promise<Identity> {
  const { config, checkTicket } = context;
  if (isFromFrontEnd(request, config)) return identityFromFrontEnd(request.headers, config.loginKind);
  if (config.loginKind === 'ssl') return identityOfCertificate(request.raw.socket);
  if (checkTicket === undefined) throw new PageProblem(403, 'People log in at the front end of this site.');
  // Stands in the answer where no ticket came; with one it is replaced.
  reply.header('WWW-Authenticate', 'Negotiate');
  const { answer, ...identity } = await identityOfTicket(request.headers.authorization, checkTicket);
  reply.header('WWW-Authenticate', answer);
  return identity;
}

/** The user's name at the hub, which decides who is a user: it takes the identity from us, and may make an account for it. */
async function enterHub(identity: Identity, { actAs, log }: WebContext): Promise<string> {
  try {
    const user = await actAs(identity, async (session) => session.hub.getLoggedInUser());
    if (user === null) throw new AuthError('it has opened no session');
    return user.name;
  } catch (error) {
    if (!(error instanceof KojiError)) throw error;
    log.warn({ err: error, user: identity.name }, 'the hub refused a login');
    const reason = error instanceof AuthError ? error.message : 'it met an error of its own';
    throw new PageProblem(403, `The hub does not let ${identity.name} in: ${reason}.`);
  }
}
