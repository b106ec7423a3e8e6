import { createPool, type DatabaseAddress } from '../db/pool.ts';
import { inTransaction } from '../db/transaction.ts';
import { deleteIdleSessions } from './queries.ts';

const everyMs = 3_600_000;
/** Few enough for a transaction that nobody waits for. */
const batch = 10_000;

interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/**
 * Deletes, now and every hour until the signal, the sessions of which nothing was heard for so many days, closed ones and
 * open ones alike. A table that only grows would make each login and each lock slower.
 */
export function sweepSessions(address: DatabaseAddress, days: number, stop: AbortSignal, log: Log): void {
  const sweep = () =>
    deleteAll(address, days).then(
      (count) => count > 0 && log.info({ count, days }, 'idle sessions have been deleted'),
      (err: unknown) => log.warn({ err }, 'idle sessions could not be deleted'),
    );
  void sweep();
  const hourly = setInterval(() => void sweep(), everyMs);
  hourly.unref();
  stop.addEventListener('abort', () => clearInterval(hourly), { once: true });
}

async function deleteAll(address: DatabaseAddress, days: number): Promise<number> {
  // Of a connection that breaks the statement under way tells.
  const pool = createPool(address, { max: 1, name: 'koji-hub sweeper', onBroken: () => undefined });
  try {
    let count = 0;
    // One more round where something went: masters follow their subsessions.
    for (let deleted = 1; deleted > 0; count += deleted)
      deleted = await inTransaction(pool, (db) => deleteIdleSessions(db, days, batch));
    return count;
  } finally {
    await pool.end();
  }
}
