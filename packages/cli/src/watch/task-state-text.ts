import { KojiError, RemoteFault } from '@koji/common/errors';
import { PathLayout } from '@koji/common/paths/layout';
import { pythonRepr } from '@koji/common/python-text';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import type { CommandContext } from '../command.ts';
import { taskFiles } from './task-files.ts';

type ShownTask = { readonly id: number; readonly state: number; readonly host_id: number | null };

/** Names of hosts by their ids. */
type HostNames = ReadonlyMap<number, string>;

/** A task's state for people: the host it is on, or why it failed and which logs tell more. */
export async function stateText(context: CommandContext, task: ShownTask, hosts: HostNames, level: number): Promise<string> {
  const name = nameOf(TASK_STATES, task.state);
  switch (task.state) {
    case TASK_STATES.OPEN:
    case TASK_STATES.ASSIGNED: {
      const host = task.host_id === null ? undefined : hosts.get(task.host_id);
      return host === undefined ? name.toLowerCase() : `${name.toLowerCase()} (${host})`;
    }
    case TASK_STATES.FAILED:
      return `FAILED: ${await failure(context, task.id)}${await relevantLogs(context, task.id, level + 1)}`;
    default:
      return name.toLowerCase();
  }
}

/** The error that the task ended with. */
async function failure({ hub }: CommandContext, taskId: number): Promise<string> {
  try {
    await hub.getTaskResult(taskId);
    return '';
  } catch (error) {
    if (!(error instanceof KojiError)) throw error;
    return failureText(error);
  }
}

/** A fault of no known class shows its number. */
export function failureText(error: KojiError): string {
  if (error instanceof RemoteFault) return `Fault: <Fault ${error.faultCode}: ${pythonRepr(error.message)}>`;
  return `${error.name}: ${error.message.trim()}`;
}

async function relevantLogs(context: CommandContext, taskId: number, level: number): Promise<string> {
  const { topurl } = context.settings;
  if (!topurl) return '';
  const indent = '  '.repeat(level);
  const layout = new PathLayout(topurl);
  const [files = []] = await taskFiles(context, [taskId]);
  const logs = files.filter(({ name }) => name.endsWith('log'));
  if (logs.length === 0) return '';
  return `\n${indent}Relevant logs:\n${logs.map(({ name, volume }) => `${indent}${layout.task(taskId, volume, name)}`).join('\n')}`;
}
