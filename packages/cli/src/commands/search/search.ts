import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { toggle } from '../../options/flag.ts';

const searchTypes = ['package', 'build', 'tag', 'target', 'user', 'host', 'rpm', 'maven', 'win'] as const;
type SearchType = (typeof searchTypes)[number];

export const search = command({
  name: 'search',
  category: 'search',
  summary: 'Search the system',
  usage: '[options] <search_type> <pattern>',
  notes: `What can be searched for: ${searchTypes.join(', ')}`,
  login: 'anonymous',
  args: atLeast(2),
  flags: {
    regex: toggle('-r --regex', 'the pattern is a regular expression'),
    exact: toggle('--exact', 'the pattern is a name'),
  },
  async run({ hub, out }, [type = '', pattern = ''], { regex, exact }) {
    if (!isSearchType(type)) throw new UsageError(`No such search type: ${type}`);
    const matchType = regex ? 'regexp' : exact ? 'exact' : 'glob';
    for (const { name } of await hub.search(pattern, type, matchType)) out.line(name);
  },
});

function isSearchType(word: string): word is SearchType {
  return searchTypes.some((type) => type === word);
}
