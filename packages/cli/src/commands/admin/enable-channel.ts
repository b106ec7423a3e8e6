import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireAll } from '../../lookups/require-all.ts';
import { text } from '../../options/flag.ts';

export const enableChannel = command({
  name: 'enable-channel',
  category: 'admin',
  summary: 'Mark one or more channels as enabled',
  usage: '[options] <channelname> [<channelname> ...]',
  login: 'required',
  args: atLeast(1),
  flags: { comment: text('--comment', 'why the channels are enabled') },
  async run({ session, out }, channels, { comment }) {
    const known = await session.batch((hub) => channels.map((channel) => hub.getChannel(channel, { strict: false })));
    requireAll(
      channels,
      known,
      (channel) => out.line(`No such channel: ${channel}`),
      'No changes made. Please correct the command line.',
    );
    await session.batch((hub) => channels.map((channel) => hub.enableChannel(channel, { comment: comment ?? null })));
  },
});
