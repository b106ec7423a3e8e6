import type { Db } from '../db/database.ts';
import { join, raw, sql } from '../db/sql.ts';
import type { VersionedTable } from '../db/versioned.ts';
import type { HistoryQuery } from './history-query.ts';

const shortRows = 500;

/**
 * Which of the queries answer no more than some hundred rows. Those are read by prepared statements: a question about one tag or
 * package has a dozen queries of nine joins each, and to plan them for its values takes longer than to run them. Long ones are worth it.
 */
export async function findShort(
  db: Db,
  queries: ReadonlyMap<VersionedTable, HistoryQuery>,
): Promise<(readonly [VersionedTable, HistoryQuery])[]> {
  if (queries.size === 0) return [];
  const counts = [...queries].map(
    ([table, { rows, where }]) =>
      sql`(select count(*) from (select ${rows.from} where ${where} limit ${raw(String(shortRows + 1))}) as counted) as ${raw(table)}`,
  );
  const sizes = await db.row<Record<string, number>>(sql`select ${join(counts, ', ')}`);
  return [...queries].filter(([table]) => (sizes?.[table] ?? 0) <= shortRows);
}
