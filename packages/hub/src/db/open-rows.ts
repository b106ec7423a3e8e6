import type pg from 'pg';
import { cancelOnAbort, cancelStatement } from './cancel-statement.ts';
import { toQuery, toUnnamedQuery } from './pool.ts';
import { RowReader, type RowSink } from './row-reader.ts';
import type { OpenRows } from './row-stream.ts';
import type { Sql } from './sql.ts';
import { limitStatements, overdue } from './time-limit.ts';

export interface OpenRowsOptions {
  /** Seconds after which the query is given up. */
  readonly limitS: number | undefined;
  readonly signal: (() => AbortSignal) | undefined;
  /** What is not read to its end is cancelled, and not just left unread. */
  readonly cancels: boolean;
  /** The connection is free again, or broken. */
  whenClosed(): void;
}

/** Begins to read rows on a connection that nobody else uses before they are closed. */
export async function openRows(
  client: pg.PoolClient,
  query: Sql,
  sink: RowSink,
  { limitS, signal, cancels, whenClosed }: OpenRowsOptions,
): Promise<OpenRows> {
  if (limitS !== undefined) await client.query(toQuery(limitStatements(limitS)));
  const reader = client.query(new RowReader(toUnnamedQuery(query), sink));
  const callOff = cancelOnAbort(client, signal);
  return {
    read: () => reader.read().catch((cause: unknown) => Promise.reject(limitS === undefined ? cause : overdue(cause, limitS))),
    close: async () => {
      try {
        await Promise.all([reader.drain(), cancels && !reader.isOver ? cancelStatement(client) : undefined]);
        await callOff();
        // A transaction that has failed takes the setting back by itself and hears of nothing else.
        if (limitS !== undefined) await client.query('reset statement_timeout').catch(() => undefined);
      } finally {
        whenClosed();
      }
    },
  };
}
