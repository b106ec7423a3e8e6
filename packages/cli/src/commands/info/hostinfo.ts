import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { idOrName } from '../../lookups/read-id.ts';
import { fixed } from '../../output/fixed.ts';
import { longTime } from '../../output/times.ts';

type Host = NonNullable<Awaited<ReturnType<CommandContext['hub']['getHost']>>>;

export const hostinfo = command({
  name: 'hostinfo',
  category: 'info',
  summary: 'Print basic information about a host',
  usage: '[options] <hostname> [<hostname> ...]',
  login: 'anonymous',
  args: atLeast(1),
  flags: {},
  async run(context, names) {
    const { hub, out } = context;
    let isMissing = false;
    for (const name of names) {
      const host = await hub.getHost(idOrName(name));
      if (!host) {
        out.warn(`No such host: ${name}\n`);
        isMissing = true;
        continue;
      }
      await printHost(context, host);
      await printBuildroots(context, host);
    }
    if (isMissing) throw new CommandFailure();
  },
});

async function printHost({ hub, out }: CommandContext, host: Host): Promise<void> {
  const channels = await hub.listChannels({ hostID: host.id });
  out.line(`Name: ${host.name}`);
  out.line(`ID: ${host.id}`);
  out.line(`Arches: ${host.arches}`);
  out.line(`Capacity: ${Number.isInteger(host.capacity) ? host.capacity.toFixed(1) : host.capacity}`);
  out.line(`Task Load: ${fixed(host.task_load, 2)}`);
  for (const line of labelled('Description:', host.description, 13)) out.line(line);
  for (const line of labelled('Comment:', host.comment, 9)) out.line(line);
  out.line(`Enabled: ${host.enabled ? 'yes' : 'no'}`);
  out.line(`Ready: ${host.ready ? 'yes' : 'no'}`);
  out.line(`Last Update: ${host.update_ts === null ? 'never' : longTime(host.update_ts)}`);
  out.line(`Channels: ${channels.map(({ name }) => name).join(' ')}`);
}

/** A label with a text of perhaps many lines. */
function labelled(label: string, text: string | null, indent: number): string[] {
  if (!text) return [label];
  const [first, ...more] = text.split(/\r?\n/);
  return [`${label} ${first}`, ...more.map((line) => ' '.repeat(indent) + line)];
}

const states = ['INIT', 'WAITING', 'BUILDING'];

async function printBuildroots({ session, out }: CommandContext, { id }: Host): Promise<void> {
  const lists = await session.batch((hub) => states.map((_, state) => hub.listBuildroots({ hostID: id, state })));
  const rows = lists.flatMap((buildroots, state) =>
    buildroots.map((buildroot) => [
      `${buildroot.tag_name}-${buildroot.id}-${buildroot.repo_id}`,
      states[state] ?? '',
      (buildroot.create_event_time ?? '').replace(/\.[^.]*$/, ''),
    ]),
  );
  out.line('Active Buildroots:');
  if (rows.length === 0) return out.line('None');
  for (const [name = '', state = '', created = ''] of [['NAME', 'STATE', 'CREATION TIME'], ...rows]) {
    out.line(`${name.padEnd(50)} ${state.padEnd(10)} ${created.padEnd(20)}`);
  }
}
