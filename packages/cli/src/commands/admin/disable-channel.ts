import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireChannels } from '../../lookups/require-known.ts';
import { text } from '../../options/flag.ts';

export const disableChannel = command({
  name: 'disable-channel',
  category: 'admin',
  summary: 'Mark one or more channels as disabled',
  usage: '[options] <channelname> [<channelname> ...]',
  login: 'required',
  args: atLeast(1),
  flags: { comment: text('--comment', 'why the channels are disabled') },
  async run(context, channels, { comment }) {
    await requireChannels(context, channels);
    await context.session.batch((hub) => channels.map((channel) => hub.disableChannel(channel, { comment: comment ?? null })));
  },
});
