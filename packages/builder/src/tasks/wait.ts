import { GenericError, KojiError } from '@koji/common/errors';
import type { WireValue } from '@koji/common/wire/values';
import type { TaskContext } from './task.ts';

export interface WaitOptions {
  /** Wait for all of them; otherwise the first one is enough. */
  readonly all?: boolean;
  /** With `all`: one failure cancels the others. */
  readonly failAny?: boolean;
  /** Children that may fail; their result is then a struct with faultCode and faultString. */
  readonly canFail?: readonly number[];
  readonly timeoutMs?: number;
}

/** The builder wakes a waiting task; this is for a word that got lost. */
const lookAgainMs = 60_000;

/** Waits for children and answers their results. Throws the error of a child that failed. */
export async function waitForTasks(
  context: TaskContext,
  children: readonly number[],
  options: WaitOptions = {},
): Promise<Map<number, WireValue>> {
  const { hub, id } = context;
  await hub.host.taskSetWait(id, [...children]);
  const finished = await untilFinished(context, options);
  const wanted = options.all ? children : finished;
  const results = await hub.host.taskWaitResults(id, [...wanted], { canfail: options.canFail ? [...options.canFail] : null });
  return new Map(results as [number, WireValue][]);
}

/** Waits for one child. */
export async function waitForTask(context: TaskContext, child: number, options: WaitOptions = {}): Promise<WireValue> {
  const results = await waitForTasks(context, [child], options);
  return results.get(child) ?? null;
}

async function untilFinished(context: TaskContext, options: WaitOptions): Promise<number[]> {
  const { hub, id, alerts, signal } = context;
  const checked = new Set(options.canFail);
  const deadline = options.timeoutMs === undefined ? undefined : Date.now() + options.timeoutMs;
  for (;;) {
    const [finished = [], unfinished = []] = (await hub.host.taskWait(id)) as number[][];
    if (unfinished.length === 0) return finished;
    if (finished.length > 0) {
      if (!options.all) return finished;
      if (options.failAny) await cancelOthersAfterFailure(context, finished, checked);
    }
    if (deadline !== undefined && Date.now() >= deadline) await failForTime(context, options.timeoutMs ?? 0);
    await alerts.next(Math.min(lookAgainMs, deadline === undefined ? lookAgainMs : deadline - Date.now()), signal);
  }
}

async function cancelOthersAfterFailure(
  { hub, id, log }: TaskContext,
  finished: readonly number[],
  checked: Set<number>,
): Promise<void> {
  for (const child of finished) {
    if (checked.has(child)) continue;
    try {
      await hub.getTaskResult(child);
      checked.add(child);
    } catch (error) {
      if (!(error instanceof KojiError)) throw error;
      log.info({ child }, 'a child failed or was canceled, canceling the unfinished ones');
      await hub.cancelTaskChildren(id);
      throw error;
    }
  }
}

async function failForTime({ hub, id }: TaskContext, timeoutMs: number): Promise<never> {
  await hub.cancelTaskChildren(id);
  throw new GenericError(`Subtasks timed out after ${(timeoutMs / 1000).toFixed(1)} seconds`);
}
