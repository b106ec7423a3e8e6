import { GenericError } from '@koji/common/errors';
import type { Db } from './database.ts';
import { sql } from './sql.ts';

const queryCanceled = '57014';

/** The same connection, with statements that PostgreSQL gives up after a while. What is streamed is one statement. */
export function limitTime(db: Db, limitS: number): Db {
  // Not until the end of the transaction: calls that only read have none.
  const begin = () => db.value(sql`select set_config('statement_timeout', ${`${limitS}s`}, false)`);
  const end = () => db.run(sql`reset statement_timeout`);
  const fail = async (cause: unknown): Promise<never> => {
    // A transaction that has failed takes the setting back by itself and hears of nothing else.
    await end().catch(() => undefined);
    const isLate = cause instanceof Error && 'code' in cause && cause.code === queryCanceled;
    throw isLate ? new GenericError(`no answer within ${limitS} seconds`, { cause }) : cause;
  };
  const limited = async <T>(statement: () => Promise<T>): Promise<T> => {
    await begin();
    const answer = await statement().catch(fail);
    await end();
    return answer;
  };
  return {
    rows: (query) => limited(() => db.rows(query)),
    row: (query) => limited(() => db.row(query)),
    value: (query) => limited(() => db.value(query)),
    run: (query) => limited(() => db.run(query)),
    async *stream<T>(query: Parameters<Db['stream']>[0], batch?: number) {
      await begin();
      let isOver = false;
      try {
        yield* db.stream<T>(query, batch);
      } catch (error) {
        isOver = true;
        await fail(error);
      } finally {
        // Also reached when the reader has enough.
        if (!isOver) await end();
      }
    },
    savepoint: (step) => db.savepoint(step),
    idle: (step) => db.idle(step),
    onCommit: (effect) => db.onCommit(effect),
    onRollback: (undo) => db.onRollback(undo),
  };
}
