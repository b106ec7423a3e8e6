import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs a text for one purpose; a signature made for another purpose does not fit. */
export function sign(secret: string, purpose: string, text: string): string {
  return createHmac('sha256', secret).update(`${purpose}\0${text}`).digest('base64url');
}

/** Compares in a time that tells nothing about where the difference is. */
export function isSignature(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
