import { anyArguments, checkArgumentCount, exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { toggle } from '../../options/flag.ts';

export const addHostToChannel = command({
  name: 'add-host-to-channel',
  category: 'admin',
  summary: 'Add a host to a channel',
  usage: '[options] <hostname> <channel>',
  login: 'required',
  args: anyArguments,
  flags: {
    // Compatibility: list-channels does this.
    list: toggle('--list', 'list the channels', { hidden: true }),
    isNew: toggle('--new', 'make the channel if it is not there'),
    force: toggle('--force', 'add the host if at all possible'),
  },
  async run({ hub, out }, words, { list, isNew, force }) {
    if (list) {
      for (const { name } of await hub.listChannels()) out.line(name);
      return;
    }
    checkArgumentCount(exactly(2), words);
    const [host = '', channel = ''] = words;
    if (!isNew && !(await hub.getChannel(channel))) throw new CommandFailure(`No such channel: ${channel}`);
    if (!(await hub.getHost(host))) throw new CommandFailure(`No such host: ${host}`);
    await hub.addHostToChannel(host, channel, { ...(isNew ? { create: true } : {}), ...(force ? { force: true } : {}) });
  },
});
