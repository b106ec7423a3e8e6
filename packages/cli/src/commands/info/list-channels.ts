import { anyArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { shorten } from '../../listing/shorten.ts';
import { sortBy } from '../../listing/sort-by.ts';
import { oneOf, text, toggle } from '../../options/flag.ts';

export const listChannels = command({
  name: 'list-channels',
  category: 'info',
  summary: 'Print channels listing',
  usage: '[options]',
  login: 'anonymous',
  args: anyArguments,
  flags: {
    simple: toggle('--simple', 'print names only'),
    quiet: toggle('--quiet', 'print no headings'),
    comment: toggle('--comment', 'print comments'),
    description: toggle('--description', 'print descriptions'),
    enabled: oneOf({
      '--enabled': [true, 'only enabled channels'],
      '--not-enabled': [false, 'only channels that are not enabled'],
      '--disabled': [false, 'the same as --not-enabled'],
    }),
    arch: text('--arch', 'count hosts of this architecture only'),
  },
  async run({ hub, session, out, settings }, _words, { simple, quiet: isQuiet, comment, description, enabled, arch }) {
    const quiet = isQuiet || settings.quiet;
    const channels = sortBy(await hub.listChannels(enabled === undefined ? {} : { enabled }), ({ name }) => name);
    const names = channels.map((channel) => (channel.enabled ? channel.name : `${channel.name} [disabled]`));
    if (simple) {
      if (!quiet) out.line('Channel\n-------');
      for (const name of names) out.line(name);
      return;
    }
    const hosts = await session.batch((batch) =>
      channels.map(({ id }) => batch.listHosts({ channelID: id, ...(arch === undefined ? {} : { arches: arch }) })),
    );
    const width = names.length > 0 ? Math.max(...names.map((name) => name.length)) : 8;
    if (!quiet) {
      const texts = `${description ? 'Description'.padEnd(53) : ''}${comment ? 'Comment'.padEnd(53) : ''}`;
      const head = `${'Channel'.padEnd(width)}Enabled  Ready Disbld   Load    Cap   Perc    ${texts}`;
      out.line(head);
      out.line('-'.repeat(head.length));
    }
    for (const [i, channel] of channels.entries()) {
      const numbers = totals(hosts[i] ?? []).map((value) => String(Math.trunc(value)).padStart(6));
      const texts = `${description ? `   ${shorten(channel.description).padEnd(50)}` : ''}${comment ? `   ${shorten(channel.comment).padEnd(50)}` : ''}`;
      out.line(`${(names[i] ?? '').padEnd(width)} ${numbers.join(' ')}%${texts}`);
    }
  },
});

interface ChannelHost {
  readonly enabled: boolean;
  readonly ready: boolean;
  readonly capacity: number;
  readonly task_load: number;
}

/** Hosts that are enabled, ready and disabled; load, capacity and what share of it is used. */
function totals(hosts: readonly ChannelHost[]): number[] {
  const sum = (of: (host: ChannelHost) => number) => hosts.reduce((total, host) => total + of(host), 0);
  const enabled = sum((host) => Number(host.enabled));
  const load = sum((host) => host.task_load);
  const capacity = sum((host) => host.capacity);
  return [
    enabled,
    sum((host) => Number(host.ready)),
    hosts.length - enabled,
    load,
    capacity,
    capacity === 0 ? 0 : (load / capacity) * 100,
  ];
}
