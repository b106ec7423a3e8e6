import { mkdir } from 'node:fs/promises';
import { KojiError } from '@koji/common/errors';
import { taskPath } from '@koji/common/paths/layout';
import { removeTree } from '@koji/common/service/remove-tree';
import { parseTaskRequest } from '@koji/common/tasks/signatures';
import { encodeFault, encodeResponse } from '@koji/common/wire/encode';
import type { WireValue } from '@koji/common/wire/values';
import { RefuseTask, RestartBuilder, StopBuilder } from './interruptions.ts';
import type { TaskContext, TaskDefinition } from './task.ts';

/** Where a task keeps its files on this host. */
export function taskWorkdir(workdir: string, taskId: number): string {
  return `${workdir}/${taskPath(taskId)}`;
}

/** Does an open task and tells the hub how it ended. Only StopBuilder gets out. */
export async function runTask(definition: TaskDefinition, context: TaskContext, request: readonly WireValue[]): Promise<void> {
  const { hub, id, log } = context;
  const outcome = await attempt(definition, context, request);
  switch (outcome.kind) {
    case 'stop':
      // Closed first: a task that stays open would stop the next builder too.
      await hub.host.closeTask(id, encodeResponse(null));
      throw outcome.error;
    case 'done':
      await hub.host.closeTask(id, encodeResponse(outcome.result));
      break;
    case 'failed':
      await hub.host.failTask(id, encodeFault(outcome.code, outcome.text));
      break;
    case 'refused':
      log.warn({ reason: outcome.reason }, 'refusing task');
      await hub.host.refuseTask(id, { msg: outcome.reason });
      break;
    case 'freed':
      await hub.host.freeTasks([id]);
      break;
  }
}

type TaskOutcome =
  | { readonly kind: 'done'; readonly result: WireValue }
  | { readonly kind: 'failed'; readonly code: number; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'freed' }
  | { readonly kind: 'stop'; readonly error: StopBuilder };

async function attempt(definition: TaskDefinition, context: TaskContext, request: readonly WireValue[]): Promise<TaskOutcome> {
  try {
    const args = parseTaskRequest(definition.method, request);
    const result = await inWorkdir(context.workdir, () => definition.run(context, args as never));
    context.log.info({}, 'task done');
    return { kind: 'done', result: result ?? null };
  } catch (error) {
    // The process is being ended, so there is nothing more to say to anyone.
    context.signal.throwIfAborted();
    if (error instanceof StopBuilder) return { kind: 'stop', error };
    if (error instanceof RefuseTask) return { kind: 'refused', reason: error.message };
    if (error instanceof RestartBuilder) return { kind: 'freed' };
    context.log.warn({ err: error }, 'task failed');
    return { kind: 'failed', ...describeFailure(error) };
  }
}

async function inWorkdir<T>(workdir: string, work: () => Promise<T>): Promise<T> {
  await removeTree(workdir);
  await mkdir(workdir, { recursive: true });
  try {
    return await work();
  } finally {
    await removeTree(workdir);
  }
}

/** Errors meant for people are told as they are, others with where they came from. */
export function describeFailure(error: unknown): { readonly code: number; readonly text: string } {
  const code = error instanceof KojiError ? error.faultCode : 1;
  if (error instanceof KojiError) return { code, text: error.message };
  return { code, text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
