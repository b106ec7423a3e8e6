import { normalSerial } from './serial.ts';

/** One certificate in OpenSSL's `index.txt` (the database of `openssl ca`). */
export interface IndexEntry {
  /** Valid, revoked or expired. OpenSSL sets E only when `openssl ca -updatedb` is run: a V may have run out as well. */
  readonly status: 'V' | 'R' | 'E';
  readonly expiresAt: Date;
  /** When it was revoked, and OpenSSL's reason with its arguments (`keyCompromise`, `holdInstruction,<oid>`). */
  readonly revokedAt?: Date;
  readonly reason?: string;
  /** Hexadecimal, OpenSSL's spelling. */
  readonly serial: string;
  /** Always `unknown` in practice. */
  readonly file: string;
  /** One-line form: `/O=Example/CN=mikeb`. */
  readonly subject: string;
}

/** Reads `index.txt`; the error names the line. */
export function parseIndex(text: string): IndexEntry[] {
  return text.split('\n').flatMap((line, index) => {
    if (line === '' || line.startsWith('#')) return [];
    try {
      return [parseLine(line)];
    } catch (cause) {
      throw new Error(`line ${index + 1}: ${(cause as Error).message}`, { cause });
    }
  });
}

/** Writes `index.txt`: six fields a line, separated by tabs. */
export function formatIndex(entries: readonly IndexEntry[]): string {
  return entries
    .map(({ status, expiresAt, revokedAt, reason, serial, file, subject }) => {
      const revocation = revokedAt ? [formatMoment(revokedAt), ...(reason === undefined ? [] : [reason])].join(',') : '';
      return `${[status, formatMoment(expiresAt), revocation, serial, file, subject].join('\t')}\n`;
    })
    .join('');
}

function parseLine(line: string): IndexEntry {
  const [status, expires, revocation, serial, file, subject, ...rest] = line.replace(/\r$/, '').split('\t');
  if (subject === undefined || rest.length > 0) throw new Error('expected six fields separated by tabs');
  if (status !== 'V' && status !== 'R' && status !== 'E') throw new Error(`unknown status ${status}`);
  const entry = { status, expiresAt: parseMoment(expires!), serial: normalSerial(serial!), file: file!, subject } as const;
  if (revocation === '') {
    if (status === 'R') throw new Error('revoked, but without a date');
    return entry;
  }
  const [moment, ...reason] = revocation!.split(',');
  const revoked = { ...entry, revokedAt: parseMoment(moment!) };
  return reason.length > 0 ? { ...revoked, reason: reason.join(',') } : revoked;
}

/** `YYMMDDHHMMSSZ` or, from 2050 on, `YYYYMMDDHHMMSSZ`. */
function parseMoment(text: string): Date {
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!match) throw new Error(`not a date: ${text}`);
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  const century = match[1]!.length === 4 ? 0 : year < 50 ? 2000 : 1900;
  return new Date(Date.UTC(century + year, month - 1, day, hour, minute, second));
}

function formatMoment(moment: Date): string {
  const digits = moment.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return moment.getUTCFullYear() < 2050 ? digits.slice(2) : digits;
}
