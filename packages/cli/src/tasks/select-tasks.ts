import { parseArches } from '@koji/common/arch';
import { structValue } from '@koji/common/client/typed-hub';
import { GenericError } from '@koji/common/errors';
import type { LabelledTask } from '@koji/common/tasks/labels';
import { TASK_STATES } from '@koji/common/types/states';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../errors.ts';
import { text, toggle } from '../options/flag.ts';

/** The flags that select tasks. */
export const taskSelectionFlags = {
  mine: toggle('--mine', 'only your own'),
  user: text('--user', 'only those of this user'),
  arch: text('--arch', 'only those for this architecture'),
  method: text('--method', 'only those of this method'),
  channel: text('--channel', 'only those in this channel'),
  host: text('--host', 'only those on this host'),
};

export interface TaskSelection {
  readonly mine?: boolean;
  readonly user?: string | undefined;
  readonly arch?: string | undefined;
  readonly method?: string | undefined;
  readonly channel?: string | undefined;
  readonly host?: string | undefined;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** Finished ones too. */
  readonly all?: boolean;
}

export type SelectedTask = LabelledTask & {
  readonly id: number;
  readonly parent: number | null;
  readonly priority: number | null;
  readonly owner_name: string;
  readonly state: number;
};

/** Tasks in the order in which they will be worked on, unfinished ones unless all were asked for. */
export async function selectTasks(context: CommandContext, selection: TaskSelection): Promise<readonly SelectedTask[]> {
  const { hub } = context;
  const { arch, method, channel, host, before, after, all } = selection;
  const owner = await ownerId(context, selection);
  const options = structValue({
    decode: true,
    ...(all ? {} : { state: [TASK_STATES.FREE, TASK_STATES.OPEN, TASK_STATES.ASSIGNED] }),
    ...(after ? { startedAfter: after } : {}),
    ...(before ? { startedBefore: before } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...(arch ? { arch: parseArches(arch) } : {}),
    ...(method ? { method } : {}),
    ...(channel ? { channel_id: idOf(context, await hub.getChannel(channel), `No such channel: ${channel}`) } : {}),
    ...(host ? { host_id: idOf(context, await hub.getHost(host), `No such host: ${host}`) } : {}),
  });
  return (await hub.listTasks({
    opts: options,
    queryOpts: { order: 'priority,create_time' },
  })) as unknown as readonly SelectedTask[];
}

async function ownerId(context: CommandContext, { mine, user }: TaskSelection): Promise<number | undefined> {
  if (mine && user) throw new GenericError("Can't specify 'mine' and 'user' in same time");
  if (mine) {
    context.session.requireLogin();
    return idOf(context, await context.hub.getLoggedInUser(), 'Unable to determine user');
  }
  return user ? idOf(context, await context.hub.getUser({ userInfo: user }), `No such user: ${user}`) : undefined;
}

function idOf({ out }: CommandContext, found: { readonly id: number } | null, complaint: string): number {
  if (found) return found.id;
  out.line(complaint);
  throw new CommandFailure();
}
