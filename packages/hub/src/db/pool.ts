import { createHash } from 'node:crypto';
import { DateTime, Double } from '@koji/common/wire/values';
import pg from 'pg';
import { columnTypes } from './column-types.ts';
import { noteBreak } from './outage.ts';
import { tapRows } from './row-tap.ts';
import type { Sql } from './sql.ts';

export interface DatabaseAddress {
  readonly connectionString?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
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

/**
 * To compile an expression takes longer than any of our queries saves by it; lists of a big tag are sorted in so much memory.
 * Pages that are looked for one by one are mostly in memory or on a disk without heads: by PostgreSQL's own estimate, four times
 * that of pages in a row, small queries would read all users to name one. Estimated at the same, big ones would look up each of
 * twenty thousand builds by itself, which takes longer than to read them in their order.
 */
const planning = { jit: 'off', work_mem: '16MB', random_page_cost: '2.5' } as const;

export interface PoolOptions {
  readonly max: number;
  readonly readOnly?: boolean;
  /** Its statements are planned once for all values. PostgreSQL would plan many again and again, lists of ids above all. */
  readonly plansOnce?: boolean;
  /** What the server calls its connections. */
  readonly name: string;
  /** Hears of connections that broke. Without it one that breaks ends the process, be it idle, in use or between two statements. */
  onBroken?(error: Error): void;
}

export function createPool(address: DatabaseAddress, options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...clientOptions(address),
    max: options.max,
    types: columnTypes,
    application_name: options.name,
    options: sessionOptions({
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...planning,
      ...(options.plansOnce ? { plan_cache_mode: 'force_generic_plan' } : {}),
      ...(options.readOnly ? { default_transaction_read_only: 'on' } : {}),
    }),
    ...connectionLimits,
    idleTimeoutMillis: 60_000,
  });
  pool.on('connect', tapRows);
  const { onBroken } = options;
  if (onBroken) {
    pool.on('connect', (client) =>
      client.on('error', (error) => {
        noteBreak(error);
        onBroken(error);
      }),
    );
    // The pool says the same again of a connection that was idle.
    pool.on('error', () => undefined);
  }
  return pool;
}

function sessionOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
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

/** A query as the driver takes it, wire values turned into plain ones. */
export interface UnnamedQuery {
  readonly text: string;
  readonly values: unknown[];
}
/** One that stays prepared on its connection. */
export interface NamedQuery extends UnnamedQuery {
  readonly name: string;
}
export type ReadyQuery = NamedQuery | (UnnamedQuery & { readonly name?: undefined });

/** Prepared under a name, unless there are too many already. */
export function toQuery(query: Sql): ReadyQuery {
  const unnamed = toUnnamedQuery(query);
  const name = statementName(unnamed.text);
  return name === undefined ? unnamed : { ...unnamed, name };
}
/** The same without a name: planned for its values each time, which pays where much is read. */
export function toUnnamedQuery(query: Sql): UnnamedQuery {
  return { text: query.text, values: query.values.map(toDriverValue) };
}
function toDriverValue(value: unknown): unknown {
  if (value instanceof Double) return value.value;
  if (value instanceof DateTime) return value.text;
  return value;
}
