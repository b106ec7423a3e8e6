import { structValue } from '@koji/common/client/typed-hub';
import { pythonStr } from '@koji/common/python-text';
import type { WireValue } from '@koji/common/wire/values';
import { noArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { integer, number, text } from '../../options/flag.ts';
import { asctime } from '../../output/times.ts';

interface Message {
  readonly task_id: number | null;
  readonly host_name: string | null;
  readonly msg_ts: number;
  readonly msg: string;
}
const fields = ['id', 'task_id', 'host_id', 'host_name', 'msg_ts', 'msg'];

export const schedulerLogs = command({
  name: 'scheduler-logs',
  category: 'monitor',
  summary: 'Query scheduler logs',
  usage: '<options>',
  login: 'anonymous',
  args: noArguments,
  flags: {
    task: integer('--task', 'only messages about this task'),
    host: text('--host', 'only messages about this host'),
    from: number('--from', 'only messages from this time on (epoch seconds)'),
    to: number('--to', 'only messages up to this time (epoch seconds)'),
    limit: integer('--limit', 'only the last N messages'),
  },
  async run(context, _words, { task, host, from, to, limit }) {
    const { hub, out, settings } = context;
    if (from && to && limit !== undefined) throw new UsageError("If both --from and --to are used, --limit shouldn't be used");
    const clauses: WireValue[] = [
      ...(task ? [['task_id', task]] : []),
      ...(host ? [['host_id', await findHost(context, host)]] : []),
      ...(from ? [['msg_ts', '>=', from]] : []),
      ...(to ? [['msg_ts', '<', to]] : []),
    ];
    const order = limit === undefined ? {} : { opts: structValue({ order: '-id', limit }) };
    const found = (await hub.scheduler.getLogMessages({ clauses, fields, ...order })) as unknown as readonly Message[];
    const messages = limit === undefined ? found : [...found].reverse();
    if (!settings.quiet) {
      const head = columns('Task', 'Host', 'Time', 'Message');
      out.line(head);
      out.line('-'.repeat(head.length));
    }
    for (const { task_id, host_name, msg_ts, msg } of messages)
      out.line(columns(pythonStr(task_id), pythonStr(host_name), asctime(msg_ts), msg));
  },
});

async function findHost({ hub }: CommandContext, name: string): Promise<number> {
  if (/^\d+$/.test(name)) return Number(name);
  const host = await hub.getHost(name);
  if (!host) throw new UsageError(`No such host: ${name}`);
  return host.id;
}

function columns(task: string, host: string, time: string, message: string): string {
  return `${task.padEnd(10)} ${host.padEnd(20)} ${time.padEnd(25)} ${message.padEnd(30)}`;
}
