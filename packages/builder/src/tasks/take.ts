import { ActionNotAllowed } from '@koji/common/errors';
import type { Logger } from '@koji/common/service/logger';
import { TASK_STATES } from '@koji/common/types/states';
import type { AssignedTask } from '@koji/common/types/task';
import type { WireValue } from '@koji/common/wire/values';
import type { BuilderHub } from '../session.ts';
import type { HostFacts, TaskDefinition } from './task.ts';

export interface TakenTask {
  readonly id: number;
  readonly method: string;
  readonly definition: TaskDefinition;
  readonly request: readonly WireValue[];
}

/** Opens an assigned task, or refuses it with a reason. Undefined when there is nothing to do. */
export async function takeTask(
  hub: BuilderHub,
  task: Pick<AssignedTask, 'id' | 'method'>,
  host: HostFacts,
  definition: TaskDefinition | undefined,
  log: Logger,
): Promise<TakenTask | undefined> {
  if (!definition) {
    log.warn({ method: task.method }, 'refusing a task of a method that this builder does not have');
    await hub.host.refuseTask(task.id, { soft: false, msg: 'no handler for method' });
    return undefined;
  }
  const info = await hub.getTaskInfo(task.id, { request: true });
  const request = (info as { request?: WireValue[] | null } | null)?.request;
  if (!request) {
    log.warn({ task: task.id }, 'task has no request');
    return undefined;
  }
  if (!(await isFit(hub, host, definition, request, log))) {
    await hub.host.refuseTask(task.id, { soft: false, msg: 'failed host check' });
    return undefined;
  }
  if ((await hub.host.openTask(task.id)) === null) {
    log.warn({ task: task.id }, 'task was taken away before it could be opened');
    return undefined;
  }
  if (!(await weigh(hub, task.id, definition.weight, host.id))) return undefined;
  return { id: task.id, method: task.method, definition, request };
}

async function isFit(
  hub: BuilderHub,
  host: HostFacts,
  definition: TaskDefinition,
  request: readonly WireValue[],
  log: Logger,
): Promise<boolean> {
  try {
    return await definition.checkHost(hub, host, request);
  } catch (error) {
    log.warn({ err: error }, 'could not check whether the task fits this host');
    return false;
  }
}

/** Tells the task's weight. False when the task was taken away in the meantime. */
async function weigh(hub: BuilderHub, id: number, weight: number, hostId: number): Promise<boolean> {
  try {
    await hub.host.setTaskWeight(id, weight);
    return true;
  } catch (error) {
    if (!(error instanceof ActionNotAllowed)) throw error;
    const info = (await hub.getTaskInfo(id)) as { host_id: number | null; state: number } | null;
    if (info?.host_id === hostId && info.state === TASK_STATES.OPEN) throw error;
    return false;
  }
}
