import { longestHeadersBytes } from '@koji/common/kerberos/tickets';
import type { LiveTls } from '@koji/common/tls/live-tls';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { Redirect } from '../pages/problems.ts';
import { answerGet, answerPost, answerProblem } from './answers.ts';
import { compressPage, takesGzip } from './compress.ts';
import type { WebContext } from './context.ts';
import { setSecurityHeaders } from './headers.ts';

const longestBodyBytes = 256 * 1024;

/** One listener's server; all listeners of a site serve the same pages. */
export function createServer(context: WebContext, tls?: LiveTls): FastifyInstance {
  const { config, log } = context;
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: longestBodyBytes,
    forceCloseConnections: true,
    keepAliveTimeout: 75_000,
    ...(tls ? { https: { ...tls.serverOptions, maxHeaderSize: longestHeadersBytes } } : {}),
  }) as unknown as FastifyInstance;
  const encryptedOnly = config.webUrl?.startsWith('https:') ?? false;
  app.addHook('onRequest', async (_request, reply) => setSecurityHeaders(reply, { encryptedOnly }));
  app.addHook('onSend', compressPage);
  if (tls)
    app.addHook('onSend', async ({ raw }, reply) => {
      if (tls.isOutdated(raw.socket)) reply.header('Connection', 'close');
    });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, context));
  app.setNotFoundHandler((request, reply) => answerUnknown(request, reply, context));
  addRoutes(app, context);
  return app;
}

function addRoutes(app: FastifyInstance, context: WebContext): void {
  const { prefix } = context.site;
  app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  app.get<{ Params: { name: string } }>(`${prefix}/static/:name`, async (request, reply) => answerAsset(request, reply, context));
  if (prefix !== '') {
    for (const url of ['/', prefix]) app.get(url, async (_request, reply) => reply.redirect(`${prefix}/`, 302));
  }
  app.get(`${prefix}/`, async (request, reply) => answerGet('', request, reply, context));
  app.post(`${prefix}/`, async (request, reply) => answerPost('', request, reply, context));
  app.get<{ Params: { page: string } }>(`${prefix}/:page`, async (request, reply) =>
    answerGet(request.params.page, request, reply, context),
  );
  app.post<{ Params: { page: string } }>(`${prefix}/:page`, async (request, reply) =>
    answerPost(request.params.page, request, reply, context),
  );
}

async function answerAsset(
  request: FastifyRequest<{ Params: { name: string } }>,
  reply: FastifyReply,
  context: WebContext,
): Promise<FastifyReply> {
  const asset = context.assets.get(request.params.name);
  if (asset === undefined) return answerUnknown(request, reply, context);
  reply.type(asset.type).header('Cache-Control', 'public, max-age=31536000, immutable').header('Vary', 'Accept-Encoding');
  return takesGzip(request) ? reply.header('Content-Encoding', 'gzip').send(asset.gzipped) : reply.send(asset.plain);
}

async function answerUnknown(request: FastifyRequest, reply: FastifyReply, context: WebContext): Promise<FastifyReply> {
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) {
    return reply.code(405).header('Allow', 'GET, POST, HEAD').type('text/plain').send('Method Not Allowed\n');
  }
  return answerProblem(
    { status: 404, title: 'Not found', message: `There is no page at ${request.url.split('?', 1)[0]}.` },
    request,
    reply,
    context,
  );
}

async function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  context: WebContext,
): Promise<FastifyReply> {
  if (error instanceof Redirect) return reply.redirect(`${context.site.prefix}/${error.page}`, 302);
  return answerProblem(error, request, reply, context);
}
