import { anyArguments } from '../../arguments.ts';
import { type Category, categories, command } from '../../command.ts';
import { toggle } from '../../options/flag.ts';

export const help = command({
  name: 'help',
  aliases: ['list-commands'],
  category: 'info',
  summary: 'List available commands',
  usage: '<category> ...',
  login: 'anonymous',
  args: anyArguments,
  flags: {
    // Compatibility: categories were flags once.
    admin: toggle('--admin', 'list admin commands', { hidden: true }),
    all: toggle('--all', 'list commands of all categories', { hidden: true }),
  },
  async run({ out, listCommands }, words, { admin, all }) {
    const chosen = new Set([...words, ...(admin ? ['admin'] : []), ...(all ? ['all'] : [])]);
    const known = [...chosen].filter(isCategory);
    const unknown = [...chosen].filter((word) => word !== 'all' && !isCategory(word));
    for (const word of unknown) out.warn(`No such help category: ${word}`);
    const isAll = chosen.size === 0 || chosen.has('all');
    out.write(await listCommands(isAll ? undefined : known));
    return unknown.length > 0 && !isAll ? 1 : 0;
  },
});

function isCategory(word: string): word is Category {
  return Object.hasOwn(categories, word);
}
