import { Readable } from 'node:stream';
import { longestHeadersBytes } from '@koji/common/kerberos/tickets';
import type { LiveTls } from '@koji/common/tls/live-tls';
import { KOJI_VERSION } from '@koji/common/types/version';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Call, HubServices } from '../rpc/call.ts';
import { type Dispatcher, XmlRpcSyntaxError } from '../rpc/dispatch.ts';
import type { Answer } from '../rpc/finish-answer.ts';
import { IncomingBody } from '../uploads/collect-body.ts';
import { receiveUpload } from '../uploads/receive-upload.ts';
import { AnswerStream } from './answer-stream.ts';
import { serveFiles } from './files.ts';
import { type Negotiation, prepareNegotiation } from './negotiate.ts';
import { type PeerRules, readRpcRequest } from './peer.ts';

export interface HttpOptions {
  readonly dispatcher: Dispatcher;
  readonly services: HubServices;
  /** Without it the server speaks plain HTTP, for use behind a front end. */
  readonly tls?: LiveTls | undefined;
  readonly filesOnly?: boolean;
  /** Only a front end can connect. */
  readonly isForFrontEnd?: boolean;
  /** A client that leaves part of its answer unread for so long is cut off. */
  readonly stallMs?: number;
  /** A call must have arrived after so long. */
  readonly arrivalMs?: number;
}

const uploadType = 'application/octet-stream';

/** Real clients poll a watched task every 6 s on one connection and die when it is closed between two polls. */
const keepAliveMs = 75_000;

/** The hub's HTTP surface (wire.md §1): one RPC endpoint, raw uploads on the same address, the file tree, a health check. */
export async function createServer(options: HttpOptions): Promise<FastifyInstance> {
  const { services, tls, stallMs = 60_000 } = options;
  const { config, log } = services;
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Nothing is logged by request; what a call logs names it (rpc/call-log.ts).
    childLoggerFactory: (logger) => logger,
    bodyLimit: config.maxRequestLength || Number.MAX_SAFE_INTEGER,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    ...(tls ? { https: { ...tls.serverOptions, maxHeaderSize: longestHeadersBytes } } : {}),
  }) as unknown as FastifyInstance;
  app.server.headersTimeout = keepAliveMs + 5_000;
  // Uploads may take any time, as long as they go on (uploads/collect-body.ts); calls are watched in addRpc.
  app.server.requestTimeout = 0;
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('Koji-Version', KOJI_VERSION);
    done();
  });
  if (tls) {
    app.addHook('onSend', ({ raw }, reply, payload, done) => {
      if (tls.isOutdated(raw.socket)) reply.header('Connection', 'close');
      done(null, payload);
    });
  }
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'request failed');
    // Too long or unreadable: upstream answers 400 whatever the cause.
    return reply
      .code(status >= 500 ? 500 : 400)
      .type('text/plain')
      .send(`${status >= 500 ? 'Internal Server Error' : 'Bad Request'}\n`);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('Not Found\n'));
  app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  await serveFiles(app, config, stallMs);
  if (!options.filesOnly) await addRpc(app, { ...options, stallMs });
  return app;
}

async function addRpc(app: FastifyInstance, options: HttpOptions & { readonly stallMs: number }): Promise<void> {
  const { dispatcher, services, stallMs, arrivalMs = 300_000 } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(uploadType, (_request, payload, done) => done(null, payload));
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('preParsing', ({ method, headers, raw }, _reply, payload, done) => {
    if (method === 'POST' && headers['content-type'] !== uploadType) {
      const deadline = setTimeout(() => raw.destroy(), arrivalMs);
      const arrived = () => clearTimeout(deadline);
      raw.once('end', arrived);
      raw.once('close', arrived);
    }
    done(null, payload);
  });
  const rules = peerRules(options);
  const { onLogin, ticketOf } = await prepareNegotiation(services, rules);
  const endpoint = { dispatcher, services, stallMs, rules, ticketOf };
  app.route({
    method: 'POST',
    url: '/kojihub/ssllogin',
    onRequest: onLogin,
    handler: (request, reply) => answerPost(request, reply, endpoint),
  });
  for (const url of ['/kojihub', '/kojihub/*']) {
    app.route({ method: 'POST', url, handler: (request, reply) => answerPost(request, reply, endpoint) });
    app.route({
      method: ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'],
      url,
      handler: async (_request, reply) =>
        reply
          .code(405)
          .header('Allow', 'POST')
          .type('text/plain')
          .send('Method Not Allowed\nThis is an XML-RPC server. Only POST requests are accepted.\n'),
    });
  }
}

interface Endpoint {
  readonly dispatcher: Dispatcher;
  readonly services: HubServices;
  readonly rules: PeerRules;
  readonly ticketOf: Negotiation['ticketOf'];
  readonly stallMs: number;
}

async function answerPost(
  request: FastifyRequest,
  reply: FastifyReply,
  { dispatcher, services, rules, ticketOf, stallMs }: Endpoint,
): Promise<FastifyReply> {
  const { socket, url } = request.raw;
  const { headers } = request;
  const query = url?.split('?', 2)[1];
  const incoming = { socket, headers, query, ticket: ticketOf(request), signal: abortWithClient(reply) };
  const rpcRequest = readRpcRequest(incoming, rules);
  if (headers['content-type'] === uploadType) {
    using body = new IncomingBody((request.body as Readable | undefined) ?? Readable.from([]));
    const upload = (call: Call) => receiveUpload(call, new URLSearchParams(query), body);
    return send(reply, await dispatcher.perform('rawUpload', rpcRequest, upload), stallMs);
  }
  if (typeof request.body !== 'string' || request.body === '') return badRequest(reply);
  try {
    return send(reply, await dispatcher.rpc(request.body, rpcRequest), stallMs);
  } catch (error) {
    if (!(error instanceof XmlRpcSyntaxError)) throw error;
    services.log.debug({ err: error }, 'unreadable request');
    return badRequest(reply);
  }
}

function badRequest(reply: FastifyReply): FastifyReply {
  return reply.code(400).type('text/plain').send('Bad Request\n');
}

function send(reply: FastifyReply, answer: Answer, stallMs: number): FastifyReply {
  return reply
    .header('Content-Type', 'text/xml')
    .send(typeof answer === 'string' || Buffer.isBuffer(answer) ? answer : new AnswerStream(answer, stallMs));
}

/** Aborted when the client hangs up before its answer is out, so that long polls and what is read for it end. */
function abortWithClient({ raw }: FastifyReply): () => AbortSignal {
  let gone: AbortController | undefined;
  return () => {
    if (gone) return gone.signal;
    const controller = new AbortController();
    gone = controller;
    const look = () => {
      if (!raw.writableFinished) controller.abort();
    };
    if (raw.destroyed) look();
    else raw.once('close', look);
    return controller.signal;
  };
}

function peerRules({ services, isForFrontEnd }: Pick<HttpOptions, 'services' | 'isForFrontEnd'>): PeerRules {
  const { disableUrlSessions, trustedProxies } = services.config;
  return {
    disableUrlSessions,
    trustedProxies: isForFrontEnd ? 'all' : new Set(trustedProxies),
  };
}
