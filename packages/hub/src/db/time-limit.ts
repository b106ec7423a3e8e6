import { GenericError } from '@koji/common/errors';
import type { Db } from './database.ts';
import { type Sql, sql } from './sql.ts';

const queryCanceled = '57014';

/** Not until the end of the transaction: calls that only read have none. */
export function limitStatements(limitS: number): Sql {
  return sql`select set_config('statement_timeout', ${`${limitS}s`}, false)`;
}
/** What a statement failed of under a limit, told so that it can be understood. */
export function overdue(cause: unknown, limitS: number): unknown {
  const isLate = cause instanceof Error && 'code' in cause && cause.code === queryCanceled;
  return isLate ? new GenericError(`no answer within ${limitS} seconds`, { cause }) : cause;
}

/** The same connection, with statements that PostgreSQL gives up after a while. What is streamed is one statement. */
export function limitTime(db: Db, limitS: number): Db {
  const begin = () => db.run(limitStatements(limitS));
  const end = () => db.run(sql`reset statement_timeout`);
  const fail = async (cause: unknown): Promise<never> => {
    // A transaction that has failed takes the setting back by itself and hears of nothing else.
    await end().catch(() => undefined);
    throw overdue(cause, limitS);
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
    stream: (query, options) => db.stream(query, { ...options, limitS }),
    streamAll: (parts, query, options) => db.streamAll(parts, query, options),
    pour: (query, sink, options) => db.pour(query, sink, { ...options, limitS }),
    savepoint: (step) => db.savepoint(step),
    each: (items, step) => db.each(items, step),
    idle: (step) => db.idle(step),
    onCommit: (effect) => db.onCommit(effect),
    onRollback: (undo) => db.onRollback(undo),
  };
}
