import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireHosts } from '../../lookups/require-known.ts';
import { text } from '../../options/flag.ts';

export const disableHost = command({
  name: 'disable-host',
  category: 'admin',
  summary: 'Mark one or more hosts as disabled',
  usage: '[options] <hostname> [<hostname> ...]',
  login: 'required',
  args: atLeast(1),
  flags: { comment: text('--comment', 'why the hosts are disabled') },
  async run(context, hosts, { comment }) {
    await requireHosts(context, hosts);
    await context.session.batch((hub) =>
      hosts.flatMap((host) => [hub.disableHost(host), ...(comment === undefined ? [] : [hub.editHost(host, { comment })])]),
    );
  },
});
