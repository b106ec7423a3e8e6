import { GenericError } from '@koji/common/errors';
import type { HistoryRow } from '@koji/common/types/history';
import { queryOptions, streamWith } from '../db/query-options.ts';
import type { VersionedTable } from '../db/versioned.ts';
import { anyone, keywords, method, optional } from '../rpc/method.ts';
import { listOf, nullable, text } from '../rpc/shapes.ts';
import { historyQuery } from './history-query.ts';
import { HistoryOptionsReader } from './read-options.ts';
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
    const history: Record<string, AsyncIterable<HistoryRow>> = {};
    for (const table of chosen) {
      const values = await reader.valuesFor(historyTables[table]);
      const query = values && historyQuery(table, { values, ...times });
      // Query options may ask for numbers or bare arrays instead; typed clients do not.
      if (query) history[table] = (await streamWith<HistoryRow>(db, query, options)) as AsyncIterable<HistoryRow>;
    }
    return history;
  },
});
