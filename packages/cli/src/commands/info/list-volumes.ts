import { anyArguments } from '../../arguments.ts';
import { command } from '../../command.ts';

export const listVolumes = command({
  name: 'list-volumes',
  category: 'info',
  summary: 'List storage volumes',
  usage: '',
  login: 'anonymous',
  args: anyArguments,
  flags: {},
  async run({ hub, out }) {
    for (const { name } of await hub.listVolumes()) out.line(name);
  },
});
