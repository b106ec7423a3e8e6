import { taskLabel } from '@koji/common/tasks/labels';
import { TASK_STATES } from '@koji/common/types/states';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../errors.ts';
import type { FoundTask } from '../lookups/find-task.ts';
import { isEnded } from '../tasks/is-ended.ts';
import { createPollPause } from './poll-pause.ts';
import { stateText } from './task-state-text.ts';

interface Watch {
  readonly id: number;
  /** Depth below the tasks that were asked for. */
  readonly level: number;
  info: FoundTask;
}

export interface WatchStyle {
  readonly quiet: boolean;
}

/** Reports every change of the tasks and their subtasks until all have ended. Answers 1 if one of the tasks did not succeed. */
export async function watchTasks(context: CommandContext, taskIds: readonly number[], { quiet }: WatchStyle): Promise<number> {
  if (taskIds.length === 0) return 0;
  const { out, settings, interrupt } = context;
  if (!quiet) out.line('Watching tasks (this may be safely interrupted)...');
  const watching: Watching = { top: new Set(taskIds), watches: new Map(), hosts: new Map(), quiet };
  interrupt.say(() => sayGoodbye(context, watching));
  const pause = createPollPause(settings);
  await lookAround(context, watching);
  while ([...watching.watches.values()].some(({ info }) => !isEnded(info.state))) {
    await pause();
    await lookAround(context, watching);
  }
  interrupt.say(undefined);

  const top = [...watching.top].map((id) => watching.watches.get(id) as Watch);
  if (!quiet) {
    out.line();
    for (const watch of top) out.line(`${titleOf(watch)} ${outcomes[watch.info.state]}`);
  }
  return top.every(({ info }) => info.state === TASK_STATES.CLOSED) ? 0 : 1;
}

const outcomes: { readonly [state: number]: string } = {
  [TASK_STATES.CLOSED]: 'completed successfully',
  [TASK_STATES.FAILED]: 'failed',
  [TASK_STATES.CANCELED]: 'was canceled',
};

interface Watching {
  /** The tasks that were asked for. */
  readonly top: ReadonlySet<number>;
  readonly watches: Map<number, Watch>;
  readonly hosts: Map<number, string>;
  readonly quiet: boolean;
}

/** A task as it is now. */
interface Sight {
  readonly info: FoundTask | null;
  readonly children: readonly number[];
}
type Sights = ReadonlyMap<number, Sight>;

/** One look at every task that has not ended, and at all that have turned up below it. */
async function lookAround(context: CommandContext, watching: Watching): Promise<void> {
  const { top, watches, hosts, quiet } = watching;
  const open = [...watches.values()].filter(({ info }) => !isEnded(info.state)).map(({ id }) => id);
  const looked = watches.size === 0 ? [...top] : open;
  const sights = new Map<number, Sight>();
  for (let ids = looked; ids.length > 0; ) {
    const found = await readTasks(context, ids);
    for (const [id, sight] of found) sights.set(id, sight);
    const children = new Set([...found.values()].flatMap((sight) => sight.children));
    ids = [...children].filter((id) => !sights.has(id) && !watches.has(id));
  }
  if (!quiet) await readHostNames(context, sights, hosts);
  for (const id of looked) await show(context, watching, sights, id, 0);
}

/** States are read before children: of a task that has ended, all children are seen. */
async function readTasks({ session }: CommandContext, ids: readonly number[]): Promise<Sights> {
  const tasks = await session.batch((hub) =>
    ids.map((id) => hub.getTaskInfo(id, { request: true }) as unknown as Promise<FoundTask | null>),
  );
  const children = await session.batch((hub) => ids.map((id) => hub.getTaskChildren(id)));
  return new Map(ids.map((id, i) => [id, { info: tasks[i] ?? null, children: (children[i] ?? []).map((child) => child.id) }]));
}

async function readHostNames({ session }: CommandContext, sights: Sights, hosts: Map<number, string>): Promise<void> {
  const met = new Set([...sights.values()].map(({ info }) => info?.host_id));
  const ids = [...met].filter((id): id is number => typeof id === 'number' && !hosts.has(id));
  const found = await session.batch((hub) => ids.map((id) => hub.getHost(id)));
  for (const host of found) if (host) hosts.set(host.id, host.name);
}

/** Reports a new task, or the new state of a known one, and then the subtasks that are new. */
async function show(context: CommandContext, watching: Watching, sights: Sights, id: number, level: number): Promise<void> {
  const { top, watches, hosts, quiet } = watching;
  const { out } = context;
  const sight = sights.get(id);
  if (!sight?.info) {
    if (!quiet) out.line(`No such task id: ${id}`);
    throw new CommandFailure();
  }
  const { info, children } = sight;
  const known = watches.get(id);
  const watch = known ?? { id, level, info };
  const last = watch.info;
  watch.info = info;
  watches.set(id, watch);
  if (!quiet && !known) {
    out.line(`${titleOf(watch)}: ${await stateText(context, info, hosts, level)}`);
  } else if (!quiet && last.state !== info.state) {
    const [before, now] = [await stateText(context, last, hosts, 0), await stateText(context, info, hosts, 0)];
    out.line(`${titleOf(watch)}: ${before} -> ${now}`);
    if (isEnded(info.state)) out.line(summary(watches));
  }
  for (const child of children) {
    if (!watches.has(child) && !top.has(child)) await show(context, watching, sights, child, watch.level + 1);
  }
}

function titleOf({ id, level, info }: Watch): string {
  return `${'  '.repeat(level)}${id} ${taskLabel(info)}`;
}

function summary(watches: ReadonlyMap<number, Watch>): string {
  const count = (...states: number[]) => [...watches.values()].filter(({ info }) => states.includes(info.state)).length;
  const free = count(TASK_STATES.FREE);
  const open = count(TASK_STATES.OPEN, TASK_STATES.ASSIGNED);
  const done = count(TASK_STATES.CLOSED, TASK_STATES.CANCELED);
  return `  ${free} free  ${open} open  ${done} done  ${count(TASK_STATES.FAILED)} failed`;
}

async function sayGoodbye(context: CommandContext, { watches, hosts, quiet }: Watching): Promise<void> {
  if (quiet || watches.size === 0) return;
  const unfinished = [...watches.values()].filter(({ info }) => !isEnded(info.state));
  const lines: string[] = [];
  for (const watch of unfinished) {
    lines.push(`${titleOf(watch)}: ${await stateText(context, watch.info, hosts, watch.level)}`);
  }
  context.out.line(
    `Tasks still running. You can continue to watch with the '${context.program} watch-task' command.\nRunning Tasks:\n${lines.join('\n')}`,
  );
}
