import { X509Certificate } from 'node:crypto';
import { setInterval } from 'node:timers';
import { pemBlocks } from '../pki/pem.ts';
import { readCrl } from '../pki/read-crl.ts';
import { formatSubject, parseSubjectLines } from '../pki/subject.ts';
import { readTlsMaterial, type TlsFiles, type TlsMaterial } from './material.ts';

const dayMs = 86_400_000;

interface Log {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Something that holds until a date. */
export interface Expiry {
  readonly what: 'certificate' | 'authority' | 'revocation list';
  /** `/O=Example/CN=hub.example.com`; of a revocation list its issuer. */
  readonly name: string;
  readonly end: Date;
}

/** Days before the end at which it is time to say so. A revocation list is replaced often, and lives short. */
const warnDays: Readonly<Record<Expiry['what'], number>> = { certificate: 30, authority: 90, 'revocation list': 7 };

export function listExpiries({ cert, ca = '', crl = [] }: TlsMaterial): Expiry[] {
  const certificates = (pem: string, what: 'certificate' | 'authority') =>
    pemBlocks(pem, 'CERTIFICATE').map((block): Expiry => {
      const { subject, validTo } = new X509Certificate(block);
      return { what, name: formatSubject(parseSubjectLines(subject)), end: new Date(validTo) };
    });
  const lists = crl
    .map(readCrl)
    .flatMap(({ issuer, nextUpdate }): Expiry[] =>
      nextUpdate ? [{ what: 'revocation list', name: formatSubject(issuer), end: nextUpdate }] : [],
    );
  return [...certificates(cert, 'certificate'), ...certificates(ca, 'authority'), ...lists];
}

export function isDue({ what, end }: Expiry, now: Date): boolean {
  return end.getTime() - now.getTime() < warnDays[what] * dayMs;
}

/** Says what expires soon and what has expired, now and every day until the signal. */
export async function watchExpiry(files: TlsFiles, signal: AbortSignal, log: Log): Promise<void> {
  const check = async () => {
    for (const expiry of listExpiries(await readTlsMaterial(files))) if (isDue(expiry, new Date())) tell(expiry, log);
  };
  await check();
  if (signal.aborted) return;
  const daily = setInterval(
    () => void check().catch((err: unknown) => log.error({ err }, 'the certificates cannot be read')),
    dayMs,
  );
  daily.unref();
  signal.addEventListener('abort', () => clearInterval(daily), { once: true });
}

function tell({ what, name, end }: Expiry, log: Log): void {
  const days = Math.floor((end.getTime() - Date.now()) / dayMs);
  const facts = { name, end: end.toISOString(), days };
  if (days < 0) log.error(facts, `the ${what} has expired`);
  else log.warn(facts, `the ${what} expires soon`);
}
