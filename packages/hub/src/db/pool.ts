import { createHash } from 'node:crypto';
import { DateTime, Double } from '@koji/common/wire/values';
import pg from 'pg';
import type { Sql } from './sql.ts';

export interface DatabaseAddress {
  readonly connectionString?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

const OID = { int8: 20, float4: 700, float8: 701, timestamp: 1114, timestamptz: 1184, numeric: 1700 } as const;
type Parser = (text: string) => unknown;
const parsers = new Map<number, Parser>([
  [OID.int8, readInt8],
  [OID.float4, readDouble],
  [OID.float8, readDouble],
  [OID.numeric, readDouble],
  [OID.timestamp, (text) => text],
  [OID.timestamptz, readTimestamp],
]);
const types = {
  getTypeParser: (oid: number, format?: string) =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

function readInt8(text: string): number | bigint {
  const n = Number(text);
  return Number.isSafeInteger(n) ? n : BigInt(text);
}
function readDouble(text: string): Double {
  return new Double(Number(text));
}
/** PostgreSQL drops what is zero at the end of fractions and offsets; Koji's clients expect six digits or none, and `+00:00`. */
function readTimestamp(text: string): string {
  const padded = text.replace(/\.\d{1,5}(?=[+-]|$)/, (fraction) => fraction.padEnd(7, '0'));
  return /[+-]\d\d$/.test(padded) ? `${padded}:00` : padded;
}

/** An address as the driver takes it. */
export function clientOptions(address: DatabaseAddress): pg.ClientConfig {
  return Object.fromEntries(Object.entries(address).filter(([, value]) => value !== undefined));
}

/** How soon a database that has gone without a word is noticed. */
export const connectionLimits = {
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 30_000,
} as const;

export function createPool(
  address: DatabaseAddress,
  options: { readonly max: number; readonly readOnly?: boolean; readonly name: string },
): pg.Pool {
  return new pg.Pool({
    ...clientOptions(address),
    max: options.max,
    types,
    application_name: options.name,
    options: `-c timezone=${Intl.DateTimeFormat().resolvedOptions().timeZone}${options.readOnly ? ' -c default_transaction_read_only=on' : ''}`,
    ...connectionLimits,
    idleTimeoutMillis: 60_000,
  });
}

const statementNames = new Map<string, string>();
// Every distinct text stays prepared on every connection for its life, so only so many get a name.
const maxStatements = 1000;

function statementName(text: string): string | undefined {
  const known = statementNames.get(text);
  if (known !== undefined || statementNames.size >= maxStatements) return known;
  const name = `k${createHash('sha1').update(text).digest('base64url').slice(0, 20)}`;
  statementNames.set(text, name);
  return name;
}

/** The query as the driver takes it: prepared under a name, wire values turned into plain ones. */
export function toQuery(query: Sql): { name?: string; text: string; values: unknown[] } {
  const text = query.text;
  const name = statementName(text);
  const values = query.values.map(toDriverValue);
  return name === undefined ? { text, values } : { name, text, values };
}
function toDriverValue(value: unknown): unknown {
  if (value instanceof Double) return value.value;
  if (value instanceof DateTime) return value.text;
  return value;
}
