import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireChannels } from '../../lookups/require-known.ts';
import { text } from '../../options/flag.ts';

export const enableChannel = command({
  name: 'enable-channel',
  category: 'admin',
  summary: 'Mark one or more channels as enabled',
  usage: '[options] <channelname> [<channelname> ...]',
  login: 'required',
  args: atLeast(1),
  flags: { comment: text('--comment', 'why the channels are enabled') },
  async run(context, channels, { comment }) {
    await requireChannels(context, channels);
    await context.session.batch((hub) => channels.map((channel) => hub.enableChannel(channel, { comment: comment ?? null })));
  },
});
