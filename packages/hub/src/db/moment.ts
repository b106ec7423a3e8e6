import { GenericError, ParameterError } from '@koji/common/errors';
import { DateTime, Double } from '@koji/common/wire/values';
import { isTruthy, type Shape } from '../rpc/shapes.ts';
import type { Db } from './database.ts';
import { type Sql, sql } from './sql.ts';

/** A moment as clients give it: epoch seconds or text that PostgreSQL reads as a time. */
export type Moment = number | string;

/** Nil, '' and 0 stand for no moment. */
export const moment: Shape<Moment | null> = {
  label: 'a time in seconds or as text',
  read(value, parameter) {
    if (!isTruthy(value)) return null;
    if (value instanceof Double) return value.value;
    if (value instanceof DateTime) return value.text;
    if (typeof value === 'number' || typeof value === 'string') return value;
    throw new ParameterError(`Invalid type for ${parameter}: expected a time in seconds or as text`);
  },
};

export function momentSql(given: Moment): Sql {
  return typeof given === 'number' ? sql`to_timestamp(${given}::float8)` : sql`${given}::timestamptz`;
}

/** Refuses texts that are no time, before they stand in a query whose answer has begun. */
export async function assertMoments(db: Db, ...given: (Moment | null)[]): Promise<void> {
  for (const text of given) {
    if (typeof text !== 'string') continue;
    try {
      await db.savepoint(() => db.value(sql`select ${text}::timestamptz`));
    } catch (cause) {
      throw new GenericError(`Invalid time: ${text}`, { cause });
    }
  }
}
