import { GenericError } from '@koji/common/errors';
import type { HistoryRow } from '@koji/common/types/history';
import { listWith, queryOptions, streamWith } from '../db/query-options.ts';
import type { VersionedTable } from '../db/versioned.ts';
import { anyone, keywords, method, optional } from '../rpc/method.ts';
import { listOf, nullable, text } from '../rpc/shapes.ts';
import { type HistoryQuery, historyQuery } from './history-query.ts';
import { HistoryOptionsReader } from './read-options.ts';
import { findShort } from './short-tables.ts';
import { historyTables } from './tables.ts';

export const queryHistory = method({
  name: 'queryHistory',
  doc: 'What was changed, by whom and when, by table. Filters: tag, build, package, host, channel, user, permission, cg, external_repo, build_target, group, xkey, active, editor, before, after, beforeEvent, afterEvent.',
  access: anyone,
  readOnly: true,
  params: [optional('tables', nullable(listOf(text)), null), keywords('kwargs')],
  async run({ db }, { tables, kwargs }) {
    const { queryOpts, ...given } = kwargs;
    const options = queryOpts === undefined ? null : queryOptions.read(queryOpts, 'queryOpts');
    const chosen = (tables ?? Object.keys(historyTables).sort()) as VersionedTable[];
    const unknown = chosen.find((table) => !Object.hasOwn(historyTables, table));
    if (unknown !== undefined) throw new GenericError(`No such history table: ${unknown}`);
    const reader = new HistoryOptionsReader(db, given);
    const times = await reader.times();
    const queries = new Map<VersionedTable, HistoryQuery>();
    for (const table of chosen) {
      const values = await reader.valuesFor(historyTables[table]);
      const query = values && historyQuery(table, { values, ...times });
      if (query) queries.set(table, query);
    }
    const short = reader.isNarrowed ? await findShort(db, queries) : [];
    const read = new Map(
      await db.each(short, async ([table, query]) => [table, await listWith<HistoryRow>(db, query, options)] as const),
    );
    const history: Record<string, AsyncIterable<HistoryRow>> = {};
    for (const [table, query] of queries) {
      const rows = read.get(table) ?? (await streamWith<HistoryRow>(db, query, options));
      // Query options may ask for numbers or bare arrays instead; typed clients do not. A short answer is a list.
      history[table] = rows as AsyncIterable<HistoryRow>;
    }
    return history;
  },
});
