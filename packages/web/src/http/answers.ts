import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Child } from 'hono/jsx';
import { readerOf } from '../hub/hub-reader.ts';
import type { Action, Entry, FormPage, Page, Section, Visit } from '../pages/page.ts';
import { notFound, PageProblem } from '../pages/problems.ts';
import { Query } from '../pages/query.ts';
import { findEntry } from '../pages/registry.ts';
import { confirmView } from '../pages/system/confirm.view.tsx';
import { type Problem, problemView } from '../pages/system/problem.view.tsx';
import { clearCookie, issueCookie, readCookie } from '../session/cookie.ts';
import { isToken, makeToken, tokenKey } from '../session/csrf.ts';
import { Layout } from '../view/layout.tsx';
import { renderDocument } from '../view/render.ts';
import { assetAddress } from './assets.ts';
import type { WebContext } from './context.ts';
import { answerLogin } from './login.ts';
import { describeProblem } from './problem.ts';
import { isSameOrigin } from './same-origin.ts';
import { cookieRules, ownOrigins } from './site-address.ts';

/** Cookies are sent anew when older than this, so that the days until a new login count from the last visit. */
const renewAfterS = 3600;

export async function answerGet(
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
  context: WebContext,
): Promise<FastifyReply> {
  if (name === 'login') return answerLogin(request, reply, context);
  const visit = await beginVisit(name, queryOf(request), request, reply, context);
  if (name === 'logout')
    return sendPage(reply, context, visit, askView(visit, { name, question: 'Log out?', button: 'Log out' }));
  const entry = entryOf(name);
  switch (entry.kind) {
    case 'page':
      return showPage(entry, reply, context, visit);
    case 'form':
      requireLogin(visit);
      return showPage(entry, reply, context, visit);
    case 'action':
      requireLogin(visit);
      return sendPage(reply, context, visit, askAction(entry, visit));
    case 'feed':
      return entry.answer(context.hub, entry.parse(visit.query), { request, reply, visit, polls: context.polls });
  }
}

export async function answerPost(
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
  context: WebContext,
): Promise<FastifyReply> {
  const fields = new Query(typeof request.body === 'string' ? request.body : '');
  const visit = await beginVisit(name, fields, request, reply, context);
  const isOwn = isSameOrigin(request.headers, ownOrigins(request, context.config));
  const isSent = isOwn && hasToken(fields, visit, context);
  if (name === 'logout') return logOut(isSent, reply, context, visit);
  const entry = entryOf(name);
  if (entry.kind === 'form') return answerForm(entry, { fields, isOwn, isSent }, reply, context, visit);
  if (entry.kind !== 'action') throw new PageProblem(405, 'This page only shows something.');
  const visitor = requireLogin(visit);
  if (!isSent) return sendPage(reply.code(403), context, visit, askAction(entry, visit));
  const target = await context.actAs(visitor, (session) => entry.run(session, entry.parse(fields)));
  return goOn(target, visitor.name, reply, context);
}

/** Does what a form says. What is said against it stands above the form, which is shown once more with what was sent. */
async function answerForm(
  form: FormPage,
  { fields, isOwn, isSent }: { fields: Query; isOwn: boolean; isSent: boolean },
  reply: FastifyReply,
  context: WebContext,
  visit: Visit,
): Promise<FastifyReply> {
  const visitor = requireLogin(visit);
  const refuse = (status: number, message: string) =>
    showPage(form, reply.code(status), context, { ...visit, refused: { fields, message } });
  // What another site sent must not stand in a form of ours, one press away from being done.
  if (!isOwn) throw new PageProblem(403, 'This form was sent by another site. Nothing has been changed.');
  if (!isSent) return refuse(403, 'This form is too old. Nothing has been changed yet: please send it once more.');
  let target: string;
  try {
    target = await context.actAs(visitor, (session) => form.submit(session, fields, visit));
  } catch (error) {
    const { status, message } = describeProblem(error, { debug: false });
    if (status >= 500) throw error;
    return refuse(status, message);
  }
  return goOn(target, visitor.name, reply, context);
}

/** To the next page. A name or a permission may just have changed. */
function goOn(page: string, user: string, reply: FastifyReply, { visitors, site }: WebContext): FastifyReply {
  visitors.forget(user);
  return reply.redirect(`${site.prefix}/${page}`, 303);
}

/** The page an error becomes; whatever goes wrong here must not go wrong again. */
export async function answerProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  context: WebContext,
): Promise<FastifyReply> {
  const problem = isProblem(error) ? error : describeProblem(error, { debug: context.config.debug });
  if (problem.status >= 500) context.log.error({ err: error, url: request.url.slice(0, 500) }, 'page failed');
  const name = request.url.slice(context.site.prefix.length + 1).split('?', 1)[0] ?? '';
  const visit = visits.get(request) ?? bareVisit(/^[a-z]+$/.test(name) ? name : '', context);
  return sendPage(reply.code(problem.status).header('Cache-Control', 'no-store'), context, visit, {
    title: problem.title,
    section: undefined,
    view: problemView(problem),
  });
}
function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && !(error instanceof Error) && 'status' in error && 'title' in error;
}

interface Drawn {
  readonly title: string;
  readonly section: Section | undefined;
  readonly view: Child;
}

async function showPage(entry: Page | FormPage, reply: FastifyReply, context: WebContext, visit: Visit): Promise<FastifyReply> {
  const query = entry.parse(visit.query);
  const data = entry.asVisitor
    ? await context.actAs(requireLogin(visit), (session) => entry.load(readerOf(session), query, visit))
    : await entry.load(context.hub, query, visit);
  return sendPage(reply, context, visit, { title: entry.title(data), section: entry.section, view: entry.view(data, visit) });
}

async function sendPage(reply: FastifyReply, context: WebContext, visit: Visit, drawn: Drawn): Promise<FastifyReply> {
  const { site, assets } = context;
  const html = await renderDocument(
    Layout({
      visit,
      title: drawn.title,
      section: drawn.section,
      asset: (name) => assetAddress(assets, site.prefix, name),
      children: drawn.view,
    }),
  );
  if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'private, no-cache');
  return reply.type('text/html; charset=utf-8').send(html);
}

function entryOf(name: string): Entry {
  const entry = findEntry(name);
  if (entry === undefined) throw notFound('page', name);
  return entry;
}
function queryOf(request: FastifyRequest): Query {
  const at = request.url.indexOf('?');
  return new Query(at === -1 ? '' : request.url.slice(at + 1));
}

/** Of requests being answered: whose they are, as far as that is known, for the head of a page about a problem. */
const visits = new WeakMap<FastifyRequest, Visit>();

async function beginVisit(
  name: string,
  query: Query,
  request: FastifyRequest,
  reply: FastifyReply,
  context: WebContext,
): Promise<Visit> {
  const { site, config, secret, visitors } = context;
  const now = Date.now() / 1000;
  const visit = { ...bareVisit(name, context), query, now };
  if (secret === '') return visit;
  const rules = cookieRules(context);
  const cookie = readCookie(request.headers.cookie, now, rules);
  if (cookie === undefined) return visit;
  const visitor = await visitors.find(cookie.user);
  if (visitor === undefined) {
    reply.header('Set-Cookie', clearCookie(site.prefix));
    return visit;
  }
  if (config.loginTimeoutHours > 1 && now - cookie.issuedAt > renewAfterS)
    reply.header('Set-Cookie', issueCookie(cookie.user, now, rules));
  const known = { ...visit, visitor, token: makeToken(cookie.user, now, secret) };
  visits.set(request, known);
  return known;
}
function bareVisit(page: string, { site }: WebContext): Visit {
  return { site, visitor: undefined, query: new Query(''), page, now: Date.now() / 1000, token: '' };
}

function requireLogin(visit: Visit): NonNullable<Visit['visitor']> {
  if (visit.visitor === undefined) {
    throw new PageProblem(403, visit.site.canLogIn ? 'You need to log in for this.' : 'Nobody can log in on this site.');
  }
  return visit.visitor;
}
function hasToken(fields: Query, { visitor }: Visit, { secret }: WebContext): boolean {
  return visitor !== undefined && secret !== '' && isToken(fields.text(tokenKey), visitor.name, Date.now() / 1000, secret);
}

function logOut(isSent: boolean, reply: FastifyReply, context: WebContext, visit: Visit): FastifyReply | Promise<FastifyReply> {
  if (visit.visitor !== undefined && !isSent) {
    return sendPage(reply.code(403), context, visit, askView(visit, { name: 'logout', question: 'Log out?', button: 'Log out' }));
  }
  return reply.header('Set-Cookie', clearCookie(context.site.prefix)).redirect(`${context.site.prefix}/`, 303);
}

function askAction(entry: Action, visit: Visit): Drawn {
  return askView(visit, { name: entry.name, question: entry.question(entry.parse(visit.query)), button: entry.button });
}
function askView(visit: Visit, ask: { name: string; question: string; button: string }): Drawn {
  return { title: ask.question, section: undefined, view: confirmView({ ...ask, visit }) };
}
