import type { FastifyReply } from 'fastify';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Headers of every answer: nothing from elsewhere, nothing inline, no frame around it. */
export function setSecurityHeaders(reply: FastifyReply, { encryptedOnly }: { encryptedOnly: boolean }): void {
  reply.headers({
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    // Holds for the whole host: where the site itself is not encrypted this would lock its visitors out.
    ...(encryptedOnly ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  });
}

/** Files that builds made may hold anything: no script of theirs may run in our name. */
export const untrustedContentPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** The file name of a download, in both spellings that browsers know. */
export function attachment(filename: string): string {
  const plain = filename.replace(/[^\w.+~-]/g, '_');
  const encoded = encodeURIComponent(filename).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
