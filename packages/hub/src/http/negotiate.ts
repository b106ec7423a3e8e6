import { acceptedService } from '@koji/common/kerberos/principals';
import { createTicketCheck, type TicketCheck } from '@koji/common/kerberos/tickets';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubServices, Peer } from '../rpc/call.ts';
import { realmOf } from '../sessions/principal.ts';
import { clientCertificate, isTrustedProxy, type PeerRules } from './peer.ts';

type Ticket = Pick<Peer, 'principal' | 'ownRealm' | 'unverified'>;

/** Kerberos on the hub's own address: HTTP Negotiate (RFC 4559), asked for where clients log in. */
export interface Negotiation {
  /** To run before the body of a login is read. Answers 401 itself where a ticket is missing or not good. */
  readonly onLogin: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;
  /** What `onLogin` has found. */
  readonly ticketOf: (request: FastifyRequest) => Ticket | undefined;
}

/** Without AuthKeytab nobody is asked for a ticket. A keytab that cannot be used is said in the log and to those who log in. */
export async function prepareNegotiation({ config, log }: HubServices, rules: PeerRules): Promise<Negotiation> {
  const tickets = new WeakMap<FastifyRequest, Ticket>();
  const ticketOf = (request: FastifyRequest) => tickets.get(request);
  if (config.authKeytab === undefined) return { ticketOf, onLogin: async () => undefined };
  const check = await createTicketCheck(config.authKeytab, acceptedService(config.authPrincipal)).catch((err: Error) => {
    log.error({ err, keytab: config.authKeytab }, 'logins by Kerberos are not possible');
    return `this hub cannot take Kerberos tickets: ${err.message}`;
  });
  return {
    ticketOf,
    async onLogin(request, reply) {
      if (isTrustedProxy(request.raw.socket, rules)) return undefined;
      const { authorization } = request.headers;
      if (authorization === undefined && clientCertificate(request.raw.socket).offered) return undefined;
      if (typeof check === 'string') {
        tickets.set(request, { unverified: check });
        return undefined;
      }
      return negotiate(check, authorization, reply, {
        accept: (ticket) => tickets.set(request, ticket),
        refuse: (reason) => log.info({ reason, address: request.raw.socket.remoteAddress }, 'a Kerberos ticket was refused'),
      });
    },
  };
}

async function negotiate(
  check: TicketCheck,
  authorization: string | undefined,
  reply: FastifyReply,
  found: { readonly accept: (ticket: Ticket) => void; readonly refuse: (reason: string) => void },
): Promise<FastifyReply | undefined> {
  if (authorization === undefined) return unauthorized(reply, 'a Kerberos ticket is needed');
  const outcome = await check(authorization);
  if (outcome.kind === 'refused') {
    found.refuse(outcome.reason);
    return unauthorized(reply, outcome.reason);
  }
  found.accept({ principal: outcome.principal, ownRealm: realmOf(outcome.service) });
  reply.header('WWW-Authenticate', outcome.answer);
  return undefined;
}

function unauthorized(reply: FastifyReply, reason: string): FastifyReply {
  return reply.code(401).header('WWW-Authenticate', 'Negotiate').type('text/plain').send(`Unauthorized: ${reason}\n`);
}
