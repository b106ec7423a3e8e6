import type { IndexEntry } from '@koji/common/pki/index-file';
import type { AuthorityPaths } from './authority-paths.ts';
import { namedCertificates } from './find-certificates.ts';
import { readIndex } from './ledger.ts';
import type { PkiOutput } from './run.ts';
import { exists } from './write-file.ts';

export interface ListOptions {
  readonly json?: boolean;
  /** Only valid certificates that run out within so many days. */
  readonly expiring?: number;
}

interface Row {
  /** File names that hold this certificate. */
  readonly names: readonly string[];
  readonly status: 'valid' | 'revoked' | 'expired';
  readonly expires: string;
  readonly serial: string;
  readonly subject: string;
  readonly reason?: string;
}

const STATUS = { V: 'valid', R: 'revoked', E: 'expired' } as const;
const DAY_MS = 86_400_000;

/** Shows what is on record, in the order of issue. */
export async function list(paths: AuthorityPaths, options: ListOptions, { out }: PkiOutput): Promise<void> {
  if (!(await exists(paths.index))) throw new Error(`no certificates on record: ${paths.index} is missing`);
  const names = new Map<string, string[]>();
  for (const { name, certificate } of await namedCertificates(paths)) {
    names.set(certificate.serial, [...(names.get(certificate.serial) ?? []), name]);
  }
  const limit = options.expiring === undefined ? undefined : Date.now() + options.expiring * DAY_MS;
  const rows = (await readIndex(paths))
    .filter((entry) => limit === undefined || (entry.status === 'V' && entry.expiresAt.getTime() <= limit))
    .map((entry) => rowOf(entry, names.get(entry.serial) ?? []));
  if (options.json) out(JSON.stringify(rows, undefined, 2));
  else for (const line of tableOf(rows)) out(line);
}

function rowOf(entry: IndexEntry, names: readonly string[]): Row {
  const row = {
    names,
    status: STATUS[entry.status],
    expires: entry.expiresAt.toISOString(),
    serial: entry.serial,
    subject: readable(entry.subject),
  };
  return entry.reason === undefined ? row : { ...row, reason: entry.reason };
}

/** Undoes index.txt's byte escapes. */
function readable(subject: string): string {
  const bytes = subject.replaceAll(/\\x([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function tableOf(rows: readonly Row[]): string[] {
  const cells = rows.map((row) => [row.names.join(',') || '-', row.status, row.expires.slice(0, 10), row.serial, row.subject]);
  const table = [['NAME', 'STATUS', 'EXPIRES', 'SERIAL', 'SUBJECT'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
