import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';

export const removeHostFromChannel = command({
  name: 'remove-host-from-channel',
  category: 'admin',
  summary: 'Remove a host from a channel',
  usage: '[options] <hostname> <channel>',
  login: 'required',
  args: exactly(2),
  flags: {},
  async run({ hub }, [host = '', channel = '']) {
    const info = await hub.getHost(host);
    if (!info) throw new CommandFailure(`No such host: ${host}`);
    const channels = await hub.listChannels({ hostID: info.id });
    if (!channels.some(({ name }) => name === channel)) {
      throw new CommandFailure(`Host ${host} is not a member of channel ${channel}`);
    }
    await hub.removeHostFromChannel(host, channel);
  },
});
