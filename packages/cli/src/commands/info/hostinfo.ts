import { BR_STATES, nameOf } from '@koji/common/types/states';
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
    const { session, out } = context;
    const hosts = await session.batch((hub) => names.map((name) => hub.getHost(idOrName(name))));
    let isMissing = false;
    for (const [i, host] of hosts.entries()) {
      if (!host) {
        out.warn(`No such host: ${names[i]}\n`);
        isMissing = true;
        continue;
      }
      const { channels, buildroots } = await readDetails(context, host);
      printHost(context, host, channels);
      printBuildroots(context, buildroots);
    }
    if (isMissing) throw new CommandFailure();
  },
});

/** The host's channels and, by state, its buildroots that are in use. */
async function readDetails({ session }: CommandContext, { id }: Host) {
  const [channels, ...buildroots] = await session.batch((hub) => [
    hub.listChannels({ hostID: id }),
    hub.listBuildroots({ hostID: id, state: BR_STATES.INIT }),
    hub.listBuildroots({ hostID: id, state: BR_STATES.WAITING }),
    hub.listBuildroots({ hostID: id, state: BR_STATES.BUILDING }),
  ]);
  return { channels, buildroots };
}
type Details = Awaited<ReturnType<typeof readDetails>>;

function printHost({ out }: CommandContext, host: Host, channels: Details['channels']): void {
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

function printBuildroots({ out }: CommandContext, buildroots: Details['buildroots']): void {
  const rows = buildroots
    .flat()
    .map(({ tag_name, id, repo_id, state, create_event_time }) => [
      `${tag_name}-${id}-${repo_id}`,
      state === null ? '' : nameOf(BR_STATES, state),
      (create_event_time ?? '').replace(/\.[^.]*$/, ''),
    ]);
  out.line('Active Buildroots:');
  if (rows.length === 0) {
    out.line('None');
    return;
  }
  for (const [name = '', state = '', created = ''] of [['NAME', 'STATE', 'CREATION TIME'], ...rows]) {
    out.line(`${name.padEnd(50)} ${state.padEnd(10)} ${created.padEnd(20)}`);
  }
}
