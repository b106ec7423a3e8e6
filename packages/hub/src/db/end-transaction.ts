import { GenericError } from '@koji/common/errors';
import type pg from 'pg';
import type { Effects } from './effects.ts';
import { currentTransaction, transactionOutcome } from './transaction-outcome.ts';

/** Ends a transaction with what became of its effects, and gives the connection back. Fails when it was not committed. */
export async function commitTransaction(
  client: pg.PoolClient,
  { pool, effects, commit }: { readonly pool: pg.Pool; readonly effects: Effects; commit(): Promise<pg.QueryResult> },
): Promise<void> {
  // Only what cannot be undone by the database makes it worth knowing which transaction this was.
  let xid: string | undefined;
  try {
    if (effects.hasUndos) xid = await currentTransaction(client);
    const { command } = await commit();
    // So ends a transaction in which a statement has failed without anybody taking notice.
    if (command === 'ROLLBACK') throw new GenericError('the transaction had failed before its end');
  } catch (error) {
    client.release(true);
    const outcome = xid === undefined ? 'aborted' : await transactionOutcome(pool, xid);
    if (outcome === 'committed') return;
    if (outcome === 'aborted') await effects.rolledBack();
    else effects.unknown(outcome);
    throw error;
  }
  client.release();
}

/** Takes a transaction back. A connection that cannot even do that is of no further use. */
export async function rollbackTransaction(client: pg.PoolClient): Promise<void> {
  const isBroken = await client.query('rollback').then(
    () => false,
    () => true,
  );
  client.release(isBroken);
}
