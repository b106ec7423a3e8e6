import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { HubConfig } from '../config/hub-config.ts';
import { listDirectory } from './directory-listing.ts';

const prefix = '/kojifiles';

/**
 * The read-only view of the tree. Files may be anything a user built or uploaded, so browsers are kept from
 * running them. Never compressed: builders compare the length with Content-Length.
 */
export async function serveFiles(app: FastifyInstance, { kojiDir }: HubConfig, stallMs: number): Promise<void> {
  await app.register(fastifyStatic, {
    root: kojiDir,
    serve: false,
    dotfiles: 'deny',
    index: false,
    acceptRanges: true,
    lastModified: true,
    setHeaders: (reply) => {
      reply.header('X-Content-Type-Options', 'nosniff');
      reply.header('Content-Security-Policy', "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'");
    },
  });
  app.get(prefix, (_request, reply) => reply.redirect(`${prefix}/`));
  app.get<{ Params: { '*': string }; Querystring: { page?: string } }>(`${prefix}/*`, async (request, reply) => {
    const path = request.params['*'];
    if (path.includes('\0') || path.split('/').includes('..')) return reply.callNotFound();
    const found = await stat(join(kojiDir, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG' || error.code === 'ELOOP')
        return undefined;
      throw error;
    });
    if (!found) return reply.callNotFound();
    if (!found.isDirectory()) {
      // A connection on which nothing moves for so long is closed.
      reply.raw.setTimeout(stallMs);
      return reply.sendFile(path);
    }
    if (path !== '' && !path.endsWith('/')) return reply.redirect(`${prefix}/${encodeURI(path)}/`);
    return reply
      .type('text/html; charset=utf-8')
      .send(await listDirectory(join(kojiDir, path), `${prefix}/${path}`, Number(request.query.page ?? 1)));
  });
}
