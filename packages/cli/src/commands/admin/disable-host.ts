import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireAll } from '../../lookups/require-all.ts';
import { text } from '../../options/flag.ts';

export const disableHost = command({
  name: 'disable-host',
  category: 'admin',
  summary: 'Mark one or more hosts as disabled',
  usage: '[options] <hostname> [<hostname> ...]',
  login: 'required',
  args: atLeast(1),
  flags: { comment: text('--comment', 'why the hosts are disabled') },
  async run({ session, out }, hosts, { comment }) {
    const known = await session.batch((hub) => hosts.map((host) => hub.getHost(host)));
    requireAll(hosts, known, (host) => out.line(`No such host: ${host}`), 'No changes made. Please correct the command line.');
    await session.batch((hub) =>
      hosts.flatMap((host) => [hub.disableHost(host), ...(comment === undefined ? [] : [hub.editHost(host, { comment })])]),
    );
  },
});
