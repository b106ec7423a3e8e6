import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { showFaults } from '../../lookups/show-faults.ts';
import { text } from '../../options/flag.ts';

export const addChannel = command({
  name: 'add-channel',
  category: 'admin',
  summary: 'Add a channel',
  usage: '[options] <channel_name>',
  login: 'required',
  args: exactly(1),
  flags: { description: text('--description', 'description of the channel') },
  async run({ hub, out }, [channel = ''], { description }) {
    const id = await showFaults(() => hub.addChannel(channel, { description: description ?? null }));
    out.line(`${channel} added: id ${id}`);
  },
});
