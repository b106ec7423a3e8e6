import { noArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';

export const listSidetags = command({
  name: 'list-sidetags',
  category: 'misc',
  summary: 'List sidetags',
  usage: '[options]',
  login: 'anonymous',
  args: noArguments,
  flags: {
    basetag: text('--basetag', 'only side tags of this tag'),
    user: text('--user', 'only those of this user'),
    mine: toggle('--mine', 'only your own'),
  },
  async run({ hub, session, out }, _words, { basetag, user, mine }) {
    if (mine && user) throw new UsageError('Specify only one from --user --mine');
    if (mine) session.requireLogin();
    const owner = mine ? (await hub.getLoggedInUser())?.name : user;
    for (const { name } of await hub.listSideTags({ basetag: basetag ?? null, user: owner ?? null })) out.line(name);
  },
});
