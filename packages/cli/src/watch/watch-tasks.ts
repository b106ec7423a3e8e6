import { taskLabel } from '@koji/common/tasks/labels';
import { TASK_STATES } from '@koji/common/types/states';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../errors.ts';
import { type FoundTask, findTask } from '../lookups/find-task.ts';
import { createPollPause } from './poll-pause.ts';
import { stateText } from './task-state-text.ts';

interface Watched {
  readonly id: number;
  /** Depth below the tasks that were asked for. */
  readonly level: number;
}
interface Watch extends Watched {
  info: FoundTask;
}

export interface WatchStyle {
  readonly quiet: boolean;
  /** What the user reads on leaving early; the hint to `watch-task` without it. */
  readonly farewell?: (unfinished: readonly string[]) => void;
}

/** Reports every change of the tasks and their subtasks until all have ended. Answers 1 if one of the tasks did not succeed. */
export async function watchTasks(context: CommandContext, taskIds: readonly number[], style: WatchStyle): Promise<number> {
  if (taskIds.length === 0) return 0;
  const { out, settings, interrupt } = context;
  const say = (line: string) => {
    if (!style.quiet) out.line(line);
  };
  say('Watching tasks (this may be safely interrupted)...');
  const watches = new Map<number, Watch>();
  interrupt.say(() => sayGoodbye(context, watches, style));
  const pause = createPollPause(settings);
  let unseen: readonly Watched[] = taskIds.map((id) => ({ id, level: 0 }));
  while (!(await lookAround(context, watches, unseen, say))) {
    unseen = [];
    await pause();
  }
  interrupt.say(undefined);
  const top = [...watches.values()].filter(({ level }) => level === 0);
  say('');
  for (const watch of top) say(`${titleOf(watch)} ${outcomes[watch.info.state] ?? 'has not completed'}`);
  return top.every(({ info }) => info.state === TASK_STATES.CLOSED) ? 0 : 1;
}

const outcomes: { readonly [state: number]: string } = {
  [TASK_STATES.CLOSED]: 'completed successfully',
  [TASK_STATES.FAILED]: 'failed',
  [TASK_STATES.CANCELED]: 'was canceled',
};

type Say = (line: string) => void;

async function begin(context: CommandContext, watches: Map<number, Watch>, { id, level }: Watched, say: Say): Promise<void> {
  const watch = { id, level, info: await readTask(context, id, say) };
  watches.set(id, watch);
  say(`${titleOf(watch)}: ${await stateText(context, watch.info, level)}`);
}

async function readTask(context: CommandContext, id: number, say: Say): Promise<FoundTask> {
  const info = await findTask(context, id, { request: true });
  if (!info) {
    say(`No such task id: ${id}`);
    throw new CommandFailure();
  }
  return info;
}

/** One look at every task. Answers whether all have ended and no new ones have turned up. */
async function lookAround(
  context: CommandContext,
  watches: Map<number, Watch>,
  unseen: readonly Watched[],
  say: Say,
): Promise<boolean> {
  let isDone = true;
  for (const { id, level } of [...watches.values(), ...unseen]) {
    const known = watches.get(id);
    if (known === undefined) await begin(context, watches, { id, level }, say);
    const hasChanged = known !== undefined && (await update(context, known, say));
    if (!isEnded((watches.get(id) as Watch).info)) isDone = false;
    else if (hasChanged) say(summary(watches));
    for (const child of await context.hub.getTaskChildren(id)) {
      if (watches.has(child.id) || unseen.some((task) => task.id === child.id)) continue;
      await begin(context, watches, { id: child.id, level: level + 1 }, say);
      // It may have children itself.
      isDone = false;
    }
  }
  return isDone;
}

/** Reads a task again and reports a new state. Answers whether it has just changed. */
async function update(context: CommandContext, watch: Watch, say: Say): Promise<boolean> {
  if (isEnded(watch.info)) return false;
  const last = watch.info;
  watch.info = await readTask(context, watch.id, say);
  if (last.state === watch.info.state) return false;
  say(`${titleOf(watch)}: ${await stateText(context, last, 0)} -> ${await stateText(context, watch.info, 0)}`);
  return true;
}

function titleOf({ id, level, info }: Watch): string {
  return `${'  '.repeat(level)}${id} ${taskLabel(info)}`;
}

function isEnded({ state }: { readonly state: number }): boolean {
  return state === TASK_STATES.CLOSED || state === TASK_STATES.CANCELED || state === TASK_STATES.FAILED;
}

function summary(watches: ReadonlyMap<number, Watch>): string {
  const count = (...states: number[]) => [...watches.values()].filter(({ info }) => states.includes(info.state)).length;
  const free = count(TASK_STATES.FREE);
  const open = count(TASK_STATES.OPEN, TASK_STATES.ASSIGNED);
  const done = count(TASK_STATES.CLOSED, TASK_STATES.CANCELED);
  return `  ${free} free  ${open} open  ${done} done  ${count(TASK_STATES.FAILED)} failed`;
}

async function sayGoodbye(
  context: CommandContext,
  watches: ReadonlyMap<number, Watch>,
  { quiet, farewell }: WatchStyle,
): Promise<void> {
  const unfinished = [...watches.values()].filter(({ info }) => !isEnded(info));
  const lines: string[] = [];
  for (const watch of unfinished) lines.push(`${titleOf(watch)}: ${await stateText(context, watch.info, watch.level)}`);
  if (farewell) return farewell(lines);
  if (quiet || watches.size === 0) return;
  context.out.line(
    `Tasks still running. You can continue to watch with the '${context.program} watch-task' command.\nRunning Tasks:\n${lines.join('\n')}`,
  );
}
