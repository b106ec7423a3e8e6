import { noArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';

const heading = 'Permission name   ';

export const listPermissions = command({
  name: 'list-permissions',
  category: 'info',
  summary: 'List user permissions',
  usage: '[options]',
  login: 'required',
  args: noArguments,
  flags: {
    user: text('--user', 'only those of this user'),
    mine: toggle('--mine', 'only your own'),
    quiet: toggle('--quiet', 'print no headings'),
  },
  async run(context, _words, { user, mine, quiet }) {
    const { out, settings } = context;
    const rows = (await findPermissions(context, user, mine)).sort((a, b) => (a.name < b.name ? -1 : 1));
    const width = Math.max(heading.length, ...rows.map(({ name }) => name.length));
    if (!quiet && !settings.quiet) {
      const title = heading.padEnd(width) + (rows[0]?.description ? '   Description'.padEnd(53) : '');
      out.line(title);
      out.line('-'.repeat(title.length));
    }
    for (const { name, description } of rows) out.line(name.padEnd(width) + (description ? `   ${description}` : ''));
  },
});

interface Row {
  readonly name: string;
  readonly description?: string | null;
}

async function findPermissions({ hub }: CommandContext, user: string | undefined, mine: boolean): Promise<Row[]> {
  const wanted = mine ? (await hub.getLoggedInUser())?.id : user;
  if (wanted === undefined || wanted === '') return [...(await hub.getAllPerms())];
  const info = await hub.getUser({ userInfo: wanted });
  if (!info) throw new CommandFailure(`No such user: ${wanted}`);
  const sources = await hub.getUserPermsInheritance(info.id);
  return Object.entries(sources).map(([name, groups]) => {
    const isDirect = groups.length === 1 && groups[0] === null;
    return isDirect ? { name } : { name, description: `inherited from: ${groups.join(', ')}` };
  });
}
