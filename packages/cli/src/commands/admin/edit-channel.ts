import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { showFaults } from '../../lookups/show-faults.ts';
import { text } from '../../options/flag.ts';
import { given } from '../../options/given.ts';

export const editChannel = command({
  name: 'edit-channel',
  category: 'admin',
  summary: 'Edit a channel',
  usage: '[options] <old-name>',
  login: 'required',
  args: exactly(1),
  flags: {
    name: text('--name', 'new name of the channel'),
    description: text('--description', 'description of the channel'),
    comment: text('--comment', 'remark about the channel'),
  },
  async run({ hub }, [channel = ''], changes) {
    if (!(await hub.getChannel(channel))) throw new CommandFailure(`No such channel: ${channel}`);
    const edited = await showFaults(() => hub.editChannel(channel, given(changes)));
    if (!edited) throw new CommandFailure('No changes made, please correct the command line');
  },
});
