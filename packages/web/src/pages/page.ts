import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Child } from 'hono/jsx';
import type { ActingSession } from '../hub/acting-hub.ts';
import type { HubReader } from '../hub/hub-reader.ts';
import type { SharedPolls } from '../live/shared-polls.ts';
import type { Query } from './query.ts';

/** The logged-in visitor as the hub knows them. */
export interface Visitor {
  readonly id: number;
  readonly name: string;
  readonly permissions: ReadonlySet<string>;
}

/** What pages may know of the site's configuration. */
export interface Site {
  readonly name: string;
  readonly greeting: string;
  readonly hubUrl: string;
  readonly filesUrl: string;
  readonly prefix: string;
  readonly canLogIn: boolean;
  /** Task methods of plugins that this site's configuration adds to the lists. */
  readonly extraTasks: {
    readonly all: readonly string[];
    readonly toplevel: readonly string[];
    readonly parents: readonly string[];
  };
  readonly hiddenUsers: readonly number[];
  readonly mbsUrl: string | undefined;
}

/** One look at a page. */
export interface Visit {
  readonly site: Site;
  readonly visitor: Visitor | undefined;
  readonly query: Query;
  /** Name of the page, empty for the front page. */
  readonly page: string;
  /** Epoch seconds. */
  readonly now: number;
  /** For forms that change something; empty for anonymous visitors. */
  readonly token: string;
  /** A form that was just sent and not taken: what it said, and why not. It is shown once more, with both. */
  readonly refused?: Refused | undefined;
}
export interface Refused {
  readonly fields: Query;
  readonly message: string;
}

export type Section =
  | 'summary'
  | 'builds'
  | 'packages'
  | 'tasks'
  | 'tags'
  | 'targets'
  | 'users'
  | 'hosts'
  | 'reports'
  | 'search'
  | 'api';

/** A page that shows something: the address is parsed, the data loaded, the view drawn from it without further questions. */
export interface Page<Q = unknown, D = unknown> {
  readonly kind: 'page';
  readonly name: string;
  readonly section: Section;
  /** The hub tells this to the visitor alone: it is asked in their name, and only those logged in get there. */
  readonly asVisitor?: true;
  parse(query: Query): Q;
  load(hub: HubReader, query: Q, visit: Visit): Promise<D>;
  title(data: D): string;
  view(data: D, visit: Visit): Child;
}

/** A page with a form that only those logged in may see. */
export interface FormPage<Q = unknown, D = unknown> extends Omit<Page<Q, D>, 'kind'> {
  readonly kind: 'form';
  /** Carries out what the form says; answers the page to go to. */
  submit(session: ActingSession, fields: Query, visit: Visit): Promise<string>;
}

/** Something to do at the hub that needs no form, only the will. */
export interface Action<Q = unknown> {
  readonly kind: 'action';
  readonly name: string;
  parse(query: Query): Q;
  /** What visitors are asked who did not come from one of our own buttons. */
  question(query: Q): string;
  readonly button: string;
  /** Does it; answers the page to go to. */
  run(session: ActingSession, query: Q): Promise<string>;
}

/** An address that programs and scripts read: text, XML, a file, a stream of events. */
export interface Feed<Q = unknown> {
  readonly kind: 'feed';
  readonly name: string;
  parse(query: Query): Q;
  answer(hub: HubReader, query: Q, exchange: Exchange): Promise<FastifyReply>;
}
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly visit: Visit;
  readonly polls: SharedPolls;
}

export type Entry = Page | FormPage | Action | Feed;

export function page<Q, D>(declaration: Omit<Page<Q, D>, 'kind'>): Page<Q, D> {
  return { kind: 'page', ...declaration };
}
export function formPage<Q, D>(declaration: Omit<FormPage<Q, D>, 'kind'>): FormPage<Q, D> {
  return { kind: 'form', ...declaration };
}
export function action<Q>(declaration: Omit<Action<Q>, 'kind'>): Action<Q> {
  return { kind: 'action', ...declaration };
}
export function feed<Q>(declaration: Omit<Feed<Q>, 'kind'>): Feed<Q> {
  return { kind: 'feed', ...declaration };
}

/** Whether the visitor holds a permission; administrators hold all. */
export function may(visit: Visit, permission: string): boolean {
  const held = visit.visitor?.permissions;
  return held !== undefined && (held.has(permission) || held.has('admin'));
}
/** Whether a thing is the visitor's own, or they are an administrator. */
export function owns(visit: Visit, ownerId: number | null | undefined): boolean {
  return visit.visitor !== undefined && (visit.visitor.id === ownerId || visit.visitor.permissions.has('admin'));
}
