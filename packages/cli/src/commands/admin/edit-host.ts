import { joinArches } from '@koji/common/arch';
import { double } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireAll } from '../../lookups/require-all.ts';
import { number, text } from '../../options/flag.ts';
import { given } from '../../options/given.ts';

export const editHost = command({
  name: 'edit-host',
  category: 'admin',
  summary: 'Edit a host',
  usage: '<hostname> [<hostname> ...] [options]',
  login: 'required',
  args: atLeast(1),
  flags: {
    arches: text('--arches', 'architectures that the host supports, separated by spaces or commas'),
    capacity: number('--capacity', 'weight of the tasks that the host takes at once'),
    description: text('--description', 'description of the host', { metavar: 'DESC' }),
    comment: text('--comment', 'short remark about the host'),
  },
  async run({ session, out }, hosts, { arches, capacity, description, comment }) {
    const changes = given({
      arches: arches === undefined ? undefined : joinArches(arches),
      capacity: capacity === undefined ? undefined : double(capacity),
      description,
      comment,
    });
    const known = await session.batch((hub) => hosts.map((host) => hub.getHost(host)));
    requireAll(hosts, known, (host) => out.warn(`No such host: ${host}`), 'No changes made, please correct the command line');
    const edited = await session.batch((hub) => hosts.map((host) => hub.editHost(host, changes)));
    for (const [i, host] of hosts.entries()) out.line(edited[i] ? `Edited ${host}` : `No changes made to ${host}`);
  },
});
