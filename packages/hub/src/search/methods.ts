import { GenericError, KojiError } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { queryOptions } from '../db/query-options.ts';
import type { Call } from '../rpc/call.ts';
import { anyone, keywords, method, optional, param, rest } from '../rpc/method.ts';
import { nullable, text } from '../rpc/shapes.ts';
import { answerOf, countOf, filterRows, readFilterOptions } from './filter-results.ts';
import { searchFor } from './search.ts';

export const search = method({
  name: 'search',
  doc: 'Packages, builds, tags, targets, users, hosts, rpms, maven or win archives by name: matchType glob, regexp or exact.',
  access: anyone,
  readOnly: true,
  params: [
    param('terms', nullable(text)),
    param('type', text),
    param('matchType', text),
    optional('queryOpts', queryOptions, null),
  ],
  run: ({ db, config }, { terms, type, matchType, queryOpts }) =>
    searchFor(db, { terms, kind: type, matchType, regexpLimitS: config.regexpSearchLimitS }, queryOpts),
});

const wrapped = [param('methodName', text), rest('args'), keywords('kw')] as const;

export const count = method({
  name: 'count',
  doc: 'How much another method answers: 0 for nil, the length of a list or struct, else 1.',
  access: anyone,
  params: wrapped,
  run: async (call, { methodName, args, kw }) => countOf(await answerOf(call, methodName, args, kw)),
});

async function filtered(
  call: Call,
  name: string,
  args: readonly WireValue[],
  kw: WireStruct,
): Promise<[number, WireValue[] | null]> {
  const { filterOpts, ...named } = kw;
  const options = readFilterOptions(filterOpts);
  const answer = await innerAnswer(call, name, args, named);
  if (answer === null) return [0, null];
  if (!Array.isArray(answer)) throw new GenericError(`${name}() did not return a list`);
  return [answer.length, filterRows(answer, options)];
}
async function innerAnswer(call: Call, name: string, args: readonly WireValue[], named: WireStruct): Promise<WireValue> {
  try {
    return await answerOf(call, name, args, named);
  } catch (cause) {
    if (!(cause instanceof KojiError)) throw cause;
    throw new GenericError(`method ${name} raised an exception (${cause.message})`, { cause });
  }
}
export const countAndFilterResults = method({
  name: 'countAndFilterResults',
  doc: 'The length of another method’s list, and the list ordered and cut by filterOpts: order, offset, limit, noneGreatest.',
  access: anyone,
  params: wrapped,
  run: (call, { methodName, args, kw }) => filtered(call, methodName, args, kw),
});
export const filterResults = method({
  name: 'filterResults',
  doc: 'Another method’s list, ordered and cut by filterOpts: order, offset, limit, noneGreatest.',
  access: anyone,
  params: wrapped,
  run: async (call, { methodName, args, kw }) => (await filtered(call, methodName, args, kw))[1],
});
