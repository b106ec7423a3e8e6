import { anyArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { shorten } from '../../listing/shorten.ts';
import { sortBy } from '../../listing/sort-by.ts';
import { oneOf, text, texts, toggle } from '../../options/flag.ts';
import { fixed } from '../../output/fixed.ts';
import { longTime } from '../../output/times.ts';

export const listHosts = command({
  name: 'list-hosts',
  category: 'info',
  summary: 'Print the host listing',
  usage: '[options]',
  login: 'anonymous',
  args: anyArguments,
  flags: {
    arch: texts('--arch', 'only hosts of this architecture'),
    channel: text('--channel', 'only hosts of this channel'),
    ready: oneOf({ '--ready': [true, 'only hosts that are ready'], '--not-ready': [false, 'only hosts that are not ready'] }),
    enabled: oneOf({
      '--enabled': [true, 'only enabled hosts'],
      '--not-enabled': [false, 'only hosts that are not enabled'],
      '--disabled': [false, 'the same as --not-enabled'],
    }),
    quiet: toggle('--quiet', 'print no headings'),
    showChannels: toggle('--show-channels', 'print the channels of the hosts'),
    comment: toggle('--comment', 'print comments'),
    description: toggle('--description', 'print descriptions'),
  },
  async run(context, _words, flags) {
    const { hub, out, settings } = context;
    const { description, comment, showChannels } = flags;
    const hosts = sortBy(await hub.listHosts(await selection(context, flags)), ({ name }) => name);
    if (hosts.length === 0) {
      out.warn('No hosts found.');
      return;
    }
    const channels = showChannels
      ? await channelLists(
          context,
          hosts.map(({ id }) => id),
        )
      : [];
    const width = Math.max(...hosts.map(({ name }) => name.length));
    if (!flags.quiet && !settings.quiet) {
      const more = `${description ? 'Description'.padEnd(51) : ''}${comment ? 'Comment'.padEnd(51) : ''}${showChannels ? 'Channels' : ''}`;
      const head = `${'Hostname'.padEnd(width)} Enb Rdy Load/Cap  Arches           Last Update                         ${more}`;
      out.line(head);
      out.line('-'.repeat(head.length));
    }
    for (const [i, host] of hosts.entries()) {
      const columns = [
        host.name.padEnd(width),
        yesNo(host.enabled).padEnd(3),
        yesNo(host.ready).padEnd(3),
        `${fixed(host.task_load, 1).padStart(4)}/${fixed(host.capacity, 1).padEnd(4)}`,
        (host.arches ?? '').split(/\s+/).join(',').padEnd(16),
        (host.update_ts === null ? '-' : longTime(host.update_ts)).padEnd(35),
        ...(description ? [shorten(host.description).padEnd(50)] : []),
        ...(comment ? [shorten(host.comment).padEnd(50)] : []),
        ...(showChannels ? [channels[i] ?? ''] : []),
      ];
      out.line(columns.join(' '));
    }
  },
});

interface HostChoice {
  readonly arch: readonly string[];
  readonly channel: string | undefined;
  readonly ready: boolean | undefined;
  readonly enabled: boolean | undefined;
}

async function selection({ hub }: CommandContext, { arch, channel, ready, enabled }: HostChoice) {
  const info = channel ? await hub.getChannel(channel) : undefined;
  if (info === null) throw new UsageError(`No such channel: ${channel}`);
  return {
    ...(arch.length > 0 ? { arches: [...arch] } : {}),
    ...(info ? { channelID: info.id } : {}),
    ...(ready === undefined ? {} : { ready }),
    ...(enabled === undefined ? {} : { enabled }),
  };
}

/** Each host's channels; disabled ones have a star. */
async function channelLists({ session }: CommandContext, hostIds: readonly number[]): Promise<string[]> {
  const lists = await session.batch((hub) => hostIds.map((id) => hub.listChannels({ hostID: id })));
  return lists.map((channels) =>
    channels
      .map(({ name, enabled }) => (enabled ? name : `*${name}`))
      .sort()
      .join(','),
  );
}

function yesNo(value: boolean): string {
  return value ? 'Y' : 'N';
}
