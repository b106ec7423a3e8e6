import type { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { parseForwardedSubject, parseSubjectLines } from '@koji/common/pki/subject';
import type { Peer } from '../rpc/call.ts';
import type { RpcRequest } from '../rpc/dispatch.ts';

export interface IncomingCall {
  readonly socket: Socket;
  readonly headers: IncomingHttpHeaders;
  /** The text behind `?`, if any. */
  readonly query: string | undefined;
  /** What this server's own check of a Kerberos ticket found. */
  readonly ticket?: Pick<Peer, 'principal' | 'ownRealm' | 'unverified'> | undefined;
  readonly signal: () => AbortSignal;
}
export interface PeerRules {
  readonly disableUrlSessions: boolean;
  /** Front ends whose identity headers are believed. */
  readonly trustedProxies: ReadonlySet<string> | 'all';
}

/** Session, call number and identity of a request (wire.md §2). */
export function readRpcRequest(incoming: IncomingCall, rules: PeerRules): RpcRequest {
  const session = readSession(incoming, rules);
  const peer: Peer = { ...readIdentity(incoming, rules), ...(session.credentials ? { credentials: session.credentials } : {}) };
  return {
    peer,
    callnum: session.callnum,
    authProblem: session.problem,
    get signal() {
      return incoming.signal();
    },
  };
}

interface SessionParameters {
  readonly credentials?: { readonly id: number; readonly key: string };
  readonly callnum?: string | undefined;
  readonly problem?: string;
}

function readSession({ headers, query }: IncomingCall, { disableUrlSessions }: PeerRules): SessionParameters {
  const id = header(headers, 'koji-session-id');
  if (id !== undefined) {
    // Compatibility: hubs up to 1.35 read the number under its older name.
    const callnum = header(headers, 'koji-session-callnum') ?? header(headers, 'koji-callnum');
    return credentialsOf(id, header(headers, 'koji-session-key'), callnum);
  }
  if (disableUrlSessions || !query) return {};
  const parameters = new URLSearchParams(query);
  const [urlId, urlKey] = [parameters.get('session-id'), parameters.get('session-key')];
  if (urlId === null || urlKey === null) return { problem: 'session-id and session-key are needed in the query' };
  return credentialsOf(urlId, urlKey, parameters.get('callnum') ?? undefined);
}
function credentialsOf(id: string, key: string | undefined, callnum: string | undefined): SessionParameters {
  if (!/^\d{1,10}$/.test(id) || Number(id) > 2147483647) return { problem: `Invalid session id: ${id.slice(0, 40)}` };
  if (key === undefined) return { problem: 'session key missing' };
  return { credentials: { id: Number(id), key }, callnum };
}

function readIdentity({ socket, headers, ticket }: IncomingCall, rules: PeerRules): Peer {
  const address = addressOf(socket);
  if (isTrustedProxy(socket, rules)) return readProxiedIdentity(headers, address);
  const { subject, certificateEnd, problem } = clientCertificate(socket);
  return {
    address,
    encrypted: 'encrypted' in socket,
    ...(subject && certificateEnd ? { subject, certificateEnd } : {}),
    ...(problem === undefined ? {} : { unverified: problem }),
    ...ticket,
  };
}

interface ClientCertificate extends Pick<Peer, 'subject' | 'certificateEnd'> {
  readonly offered?: X509Certificate;
  readonly problem?: string;
}
const certificates = new WeakMap<Socket, ClientCertificate>();

/** The certificate that the client has shown, and what OpenSSL has against it. One connection carries many calls. */
export function clientCertificate(socket: Socket): ClientCertificate {
  const known = certificates.get(socket);
  // A socket is not authorized any more once authorities or lists have been replaced.
  if (known && (known.subject === undefined || (socket as TLSSocket).authorized)) return known;
  const read = readCertificate(socket);
  certificates.set(socket, read);
  return read;
}
function readCertificate(socket: Socket): ClientCertificate {
  if (!('getPeerX509Certificate' in socket)) return {};
  const tls = socket as TLSSocket;
  const offered = tls.getPeerX509Certificate();
  if (!offered) return {};
  if (tls.authorized) return { offered, subject: parseSubjectLines(offered.subject), certificateEnd: new Date(offered.validTo) };
  const error: Error | string = tls.authorizationError;
  const reason = error instanceof Error ? error.message : error;
  return { offered, problem: `the certificate ${offered.subject.replaceAll('\n', '/')} is not good: ${reason}` };
}

/** A front end that ends TLS passes on what it verified; names follow the sample configurations. */
function readProxiedIdentity(headers: IncomingHttpHeaders, proxy: string): Peer {
  const verified = header(headers, 'x-ssl-client-verify') === 'SUCCESS';
  const subject = header(headers, 'x-ssl-client-s-dn');
  const principal = header(headers, 'x-remote-user');
  return {
    address: header(headers, 'x-forwarded-for')?.split(',').at(-1)?.trim() || proxy,
    encrypted: header(headers, 'x-forwarded-proto') === 'https',
    ...(verified && subject ? { subject: parseForwardedSubject(subject) } : {}),
    ...(principal ? { principal } : {}),
  };
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
export function isTrustedProxy(socket: Socket, { trustedProxies }: PeerRules): boolean {
  return trustedProxies === 'all' || trustedProxies.has(addressOf(socket));
}
/** An IPv4 address as such, though the socket is one for both kinds. */
function addressOf({ remoteAddress = '' }: Socket): string {
  return remoteAddress.startsWith('::ffff:') ? remoteAddress.slice(7) : remoteAddress;
}
