import { setTimeout as sleep } from 'node:timers/promises';
import { GenericError } from '@koji/common/errors';
import type pg from 'pg';

/** The id of the transaction under way, if it has written. */
export async function currentTransaction(client: pg.PoolClient): Promise<string | undefined> {
  const { rows } = await client.query<{ xid: string | null }>('select pg_current_xact_id_if_assigned()::text as xid');
  return rows[0]?.xid ?? undefined;
}

const attempts = 20;
const pauseMs = 250;
/** What became of a transaction whose end nobody told us; an error when the database stays away. */
export async function transactionOutcome(pool: pg.Pool, xid: string): Promise<'committed' | 'aborted' | Error> {
  let cause: unknown;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      const { rows } = await pool.query<{ status: string }>('select pg_xact_status($1::text::xid8) as status', [xid]);
      const status = rows[0]?.status;
      if (status === 'committed' || status === 'aborted') return status;
      cause = new GenericError(`the transaction is ${status ?? 'forgotten'}`);
    } catch (error) {
      // The database may be starting again.
      cause = error;
    }
    await sleep(pauseMs);
  }
  return new GenericError(`whether transaction ${xid} was committed is not known; its files stay`, { cause });
}
