import { structValue } from '@koji/common/client/typed-hub';
import { pythonStr } from '@koji/common/python-text';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import { noArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { integer, integerOr, text } from '../../options/flag.ts';
import { tableTime } from '../../output/times.ts';

interface Run {
  readonly task_id: number;
  readonly host_name: string;
  readonly state: number;
  readonly create_ts: number;
  readonly start_ts: number | null;
  readonly completion_ts: number | null;
}
const fields = ['id', 'task_id', 'host_name', 'state', 'create_ts', 'start_ts', 'completion_ts'];

export const schedulerInfo = command({
  name: 'scheduler-info',
  category: 'monitor',
  summary: 'Show information about scheduling',
  usage: '[options]',
  login: 'anonymous',
  exactNumbers: true,
  args: noArguments,
  flags: {
    task: integer('-t --task', 'only this task'),
    host: text('--host', 'only this host'),
    state: text('--state', 'only runs in this state'),
    limit: integerOr(100, '--limit', 'only the last N runs [default: 100]'),
  },
  async run(context, _words, { task, host, state, limit }) {
    const { hub, out, settings } = context;
    if (state !== undefined && !Object.hasOwn(TASK_STATES, state) && !/^[0-5]$/.test(state)) {
      throw new UsageError(`option --state: invalid choice: '${state}' (choose from ${Object.keys(TASK_STATES).join(', ')})`);
    }
    const hostId = host ? await findHost(context, host) : undefined;
    const clauses: WireValue[] = [
      ...(task ? [['task_id', task]] : []),
      ...(hostId === undefined ? [] : [['host_id', hostId]]),
      ...(state
        ? [['state', Object.hasOwn(TASK_STATES, state) ? TASK_STATES[state as keyof typeof TASK_STATES] : Number(state)]]
        : []),
    ];
    const options = { clauses, fields, opts: structValue({ order: '-id', limit }) };
    const runs = (await hub.scheduler.getTaskRuns(options)) as unknown as readonly Run[];
    if (!settings.quiet) {
      const head = columns('Task', 'Host', 'State', 'Created', 'Started', 'Ended');
      out.line(head);
      out.line('-'.repeat(head.length));
    }
    for (const run of [...runs].reverse()) {
      const times = [run.create_ts, run.start_ts, run.completion_ts].map((ts) => tableTime(ts === null ? null : Number(ts)));
      out.line(columns(String(run.task_id), run.host_name, nameOf(TASK_STATES, run.state), ...times));
    }
    if (hostId === undefined) return;
    out.line(`Host data for ${host}:`);
    const [data] = (await hub.scheduler.getHostData({ hostID: hostId })) as unknown as readonly { readonly data: WireValue }[];
    out.line(data ? pythonStr(data.data) : '-');
  },
});

async function findHost({ hub }: CommandContext, name: string): Promise<number> {
  if (/^\d+$/.test(name)) return Number(name);
  const host = await hub.getHost(name, { strict: true });
  if (!host) throw new UsageError(`No such host: ${name}`);
  return host.id;
}

function columns(task: string, host: string, state: string, ...times: readonly string[]): string {
  return [task.padEnd(9), host.padEnd(20), state.padEnd(7), ...times.map((time) => time.padEnd(17))].join(' ');
}
